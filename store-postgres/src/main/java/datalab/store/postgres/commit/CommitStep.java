package datalab.store.postgres.commit;

import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.store.archive.ArchivedEvent;
import datalab.store.ledger.Commit;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.archive.FlagAmendments;
import datalab.store.postgres.forecast.ModelStates;
import datalab.store.postgres.ledger.ArchiveAmendments;
import datalab.store.postgres.ledger.IdempotencyKeys;
import datalab.store.postgres.ledger.NumberLedgerRow;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.ledger.QualityStates;
import datalab.store.postgres.ledger.RejectRow;
import datalab.store.postgres.sql.BinaryCopy;
import datalab.store.postgres.views.PartialTable;
import datalab.store.postgres.views.PartialTables;
import datalab.store.postgres.views.UpsertPartials;
import datalab.store.postgres.views.UpsertPartials.Touched;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.postgresql.util.PSQLException;

/**
 * Commits of one stream inside one transaction, as docs/lambda.md (section 3) has it: lock the progress of their
 * partitions, compare offset and epoch of each, keep everything of those that are where the store is, move their progress on.
 * Throws {@link Raced} where another partition was faster with a unique value; the transaction is then rolled back.
 */
final class CommitStep {
    private static final String UNIQUE_VIOLATION = "23505";

    /** Another partition has committed the same unique values or idempotency key. */
    static final class Raced extends Exception {}

    private final Handle handle;
    private final EventStream stream;
    private final List<Commit> commits;
    private final ArchiveTable table;
    private final CommitFence.Held held;

    /**
     * @param commits one or more of the same stream, each of another partition
     * @param table that of the stream
     */
    CommitStep(Handle handle, List<Commit> commits, ArchiveTable table, CommitFence.Held held) {
        this.handle = handle;
        this.stream = commits.getFirst().stream();
        this.commits = commits;
        this.table = table;
        this.held = held;
    }

    /** What became of each of them, in their order; nothing where there is no progress of its partition, or it was skipped. */
    List<Optional<Commit.Outcome>> run(PartialTables tables) throws SQLException, Raced {
        Map<Integer, CommitFence> now = CommitFence.lock(handle, stream, commits, held);
        List<Optional<Commit.Outcome>> outcomes = new ArrayList<>(commits.size());
        List<Commit> kept = new ArrayList<>(commits.size());
        for (Commit commit : commits) {
            Optional<Commit.Outcome> outcome =
                    Optional.ofNullable(now.get(commit.partition())).map(row -> row.outcome(commit));
            outcomes.add(outcome);
            if (outcome.isPresent() && outcome.get() instanceof Commit.Outcome.Done) {
                kept.add(commit);
            }
        }
        if (!kept.isEmpty()) {
            keep(kept, tables);
        }
        return outcomes;
    }

    private void keep(List<Commit> kept, PartialTables tables) throws SQLException, Raced {
        archive(all(kept, commit -> commit.archived() ? List.of() : commit.events()));
        for (Commit commit : kept) {
            NumberLedgerRow.pass(handle, commit);
        }
        FlagAmendments.apply(handle, table, all(kept, commit -> commit.archived() ? List.of() : commit.amended()));
        ArchiveAmendments.keep(handle, stream, all(kept, commit -> commit.archived() ? commit.amended() : List.of()));
        rejects(all(kept, Commit::rejects));
        for (Map.Entry<PartialTable, List<Touched>> view : touched(kept, tables).entrySet()) {
            new UpsertPartials(view.getKey()).run(handle, view.getValue());
        }
        QualityStates.keep(handle, stream, kept);
        ModelStates.update(handle, all(kept, commit -> commit.models().states()));
        ModelStates.tell(
                handle, stream.lab(), all(kept, commit -> commit.models().scores()));
        if (!IdempotencyKeys.keep(handle, stream, all(kept, Commit::idempotencyKeys))) {
            throw new Raced();
        }
        ProgressRow.advance(handle, kept);
    }

    private static <T> List<T> all(List<Commit> commits, Function<Commit, List<T>> part) {
        return commits.size() == 1
                ? part.apply(commits.getFirst())
                : commits.stream()
                        .flatMap(commit -> part.apply(commit).stream())
                        .toList();
    }

    private static Map<PartialTable, List<Touched>> touched(List<Commit> commits, PartialTables tables) {
        Map<PartialTable, List<Touched>> touched = new LinkedHashMap<>();
        for (Commit commit : commits) {
            commit.partials()
                    .forEach((view, rows) -> touched.computeIfAbsent(tables.of(view.view()), table -> new ArrayList<>())
                            .addAll(Touched.all(commit.partition(), commit.epoch(), rows)));
        }
        return touched;
    }

    private void archive(List<ArchivedEvent> events) throws SQLException, Raced {
        if (events.isEmpty()) {
            return;
        }
        try (BinaryCopy copy = new BinaryCopy(handle.getConnection(), table.copySql())) {
            for (ArchivedEvent event : events) {
                table.write(copy, event);
            }
            copy.end();
        } catch (PSQLException e) {
            if (isRace(e, table.uniqueIndex())) {
                throw new Raced();
            }
            throw e;
        }
    }

    private static boolean isRace(PSQLException e, String uniqueIndex) {
        return UNIQUE_VIOLATION.equals(e.getSQLState())
                && e.getServerErrorMessage() != null
                && uniqueIndex.equals(e.getServerErrorMessage().getConstraint());
    }

    private void rejects(List<Reject> rejects) throws SQLException {
        if (rejects.isEmpty()) {
            return;
        }
        try (BinaryCopy copy = new BinaryCopy(handle.getConnection(), RejectRow.COPY_SQL)) {
            for (Reject reject : rejects) {
                RejectRow.write(copy, reject);
            }
            copy.end();
        }
    }
}
