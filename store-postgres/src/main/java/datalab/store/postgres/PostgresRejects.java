package datalab.store.postgres;

import datalab.lab.event.Reject;
import datalab.store.RejectLedger;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.ledger.SelectRejects;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link RejectLedger} in {@code datalab.rejects}. Thread-safe. */
record PostgresRejects(Supplier<Database> database) implements RejectLedger {

    @Override
    public List<Reject> rejects(@Nullable String lab, @Nullable String before, int limit) {
        return database.get().question("rejects of " + lab, handle -> SelectRejects.page(handle, lab, before, limit));
    }

    @Override
    public Optional<Reject> reject(String id) {
        return database.get().read("reject " + id, handle -> SelectRejects.one(handle, id));
    }

    @Override
    public Map<String, Long> rejectCounts(String lab) {
        return database.get().read("reject counts of " + lab, handle -> SelectRejects.counts(handle, lab));
    }

    @Override
    public void markRetried(String rejectId, Instant at) {
        database.get().change("retried " + rejectId, handle -> SelectRejects.retried(handle, rejectId, at));
    }

    @Override
    public int delete(Collection<String> ids) {
        return database.get().change("delete rejects", handle -> SelectRejects.delete(handle, ids));
    }

    @Override
    public int deleteKeptBefore(Instant time, int limit) {
        return database.get().change("rejects before " + time, handle -> SelectRejects.delete(handle, time, limit));
    }
}
