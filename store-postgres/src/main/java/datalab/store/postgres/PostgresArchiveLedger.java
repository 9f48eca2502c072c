package datalab.store.postgres;

import datalab.lab.stream.EventStream;
import datalab.store.elsewhere.ArchiveLedger;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.ledger.Progress;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.ledger.ArchiveAmendments;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.ledger.SkippedOffsets;
import java.util.List;
import java.util.function.Supplier;

/** {@link ArchiveLedger} in {@code datalab.progress} and {@code datalab.archive_amendments}. Thread-safe. */
record PostgresArchiveLedger(Supplier<Database> database) implements ArchiveLedger {

    @Override
    public Counted counted(EventStream stream) {
        return database.get()
                .snapshot(
                        "what counts of " + stream.topic(),
                        handle -> new Counted(
                                Progress.offsets(ProgressRow.all(handle, stream)),
                                SkippedOffsets.of(handle, stream),
                                ArchiveAmendments.all(handle, stream)));
    }

    @Override
    public List<Amendment> pendingAmendments(EventStream stream, int limit) {
        return database.get()
                .change("amendments of " + stream.topic(), handle -> ArchiveAmendments.take(handle, stream, limit));
    }

    @Override
    public void amended(EventStream stream, List<Amendment> amendments) {
        database.get().commit("amended " + stream.topic(), handle -> {
            ArchiveAmendments.delete(handle, stream, amendments);
            return amendments;
        });
    }
}
