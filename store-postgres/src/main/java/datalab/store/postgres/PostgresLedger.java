package datalab.store.postgres;

import datalab.lab.stream.EventStream;
import datalab.store.Ledger;
import datalab.store.forget.ForgottenKeys;
import datalab.store.ledger.Commit;
import datalab.store.ledger.DerivedCommit;
import datalab.store.ledger.Progress;
import datalab.store.postgres.archive.ArchivePlaces;
import datalab.store.postgres.archive.ArchiveTables;
import datalab.store.postgres.commit.CommitTransaction;
import datalab.store.postgres.commit.DerivedCommitStep;
import datalab.store.postgres.commit.GroupCommit;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.connection.StalledSessions;
import datalab.store.postgres.forget.ForgetRow;
import datalab.store.postgres.ledger.IdempotencyKeys;
import datalab.store.postgres.ledger.IdempotentNumbers;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.ledger.QualityStates;
import datalab.store.postgres.views.PartialTables;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link Ledger} in the tables of schema {@code datalab}: archive rows and partials are kept in the same transaction.
 * Thread-safe.
 */
final class PostgresLedger implements Ledger {
    private final Supplier<Database> database;
    private final PartialTables viewTables;
    private final ArchivePlaces places;
    private final GroupCommit commits;

    PostgresLedger(
            Supplier<Database> database, ArchiveTables streamTables, PartialTables viewTables, ArchivePlaces places) {
        this.database = database;
        this.places = places;
        this.viewTables = viewTables;
        this.commits = new GroupCommit(new CommitTransaction(database, streamTables, viewTables));
    }

    @Override
    public Progress progress(EventStream stream, int partition) {
        return database.get().change("begin " + stream.topic() + "/" + partition, handle -> {
            StalledSessions.end(handle, stream, partition);
            return ProgressRow.begin(handle, stream, partition);
        });
    }

    @Override
    public Progress begin(EventStream stream, int partition) {
        return database.get().change("begin " + stream.topic() + "/" + partition, handle -> {
            StalledSessions.end(handle, stream, partition);
            Progress progress = ProgressRow.begin(handle, stream, partition);
            places.requireForOwner(handle, stream);
            return progress;
        });
    }

    @Override
    public Progress takeOver(EventStream stream, int partition) {
        return database.get().change("take over " + stream.topic() + "/" + partition, handle -> {
            StalledSessions.end(handle, stream, partition);
            ProgressRow.begin(handle, stream, partition);
            Progress progress = ProgressRow.takeOver(handle, stream, partition);
            places.requireForOwner(handle, stream);
            return progress;
        });
    }

    @Override
    public List<Progress> progress(EventStream stream) {
        return database.get().read("progress of " + stream.topic(), handle -> ProgressRow.all(handle, stream));
    }

    @Override
    public Commit.Outcome commit(Commit commit) {
        return commits.commit(commit);
    }

    @Override
    public DerivedCommit.Outcome advance(DerivedCommit advance) {
        return database.get()
                .commit(
                        "step of " + advance.stream().topic(),
                        handle -> new DerivedCommitStep(handle, advance).run(viewTables));
    }

    @Override
    public Set<String> seenIdempotencyKeys(EventStream stream, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        return database.get()
                .read("once ids of " + stream.topic(), handle -> IdempotencyKeys.seen(handle, stream, ids));
    }

    @Override
    public int deleteIdempotencyKeys(Instant before) {
        return database.get().change("forget once ids", handle -> {
            IdempotentNumbers.forget(handle, before);
            return IdempotencyKeys.forget(handle, before);
        });
    }

    @Override
    public Map<String, byte[]> qualityStates(EventStream stream, int partition, Collection<String> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return database.get()
                .read(
                        "quality states of " + stream.topic(),
                        handle -> QualityStates.read(handle, stream, partition, keys));
    }

    @Override
    public ForgottenKeys forgotten(EventStream stream) {
        return database.get()
                .read("forgotten keys of " + stream.topic(), handle -> ForgetRow.forgotten(handle, stream));
    }

    @Override
    public void alarm(EventStream stream, int partition, @Nullable String message) {
        database.get().change("alarm of " + stream.topic() + "/" + partition, handle -> {
            ProgressRow.alarm(handle, stream, partition, message);
            return true;
        });
    }
}
