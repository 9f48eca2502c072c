package datalab.store.postgres.commit;

import datalab.store.ledger.Commit;
import datalab.store.postgres.archive.ArchiveTables;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.views.PartialTables;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Executes commits in one database transaction. Thread-safe. */
public record CommitTransaction(Supplier<Database> database, ArchiveTables streams, PartialTables views)
        implements GroupCommit.Transaction {

    @Override
    public Commit.Outcome alone(Commit commit) {
        return database.get().commit(what(commit), handle -> {
            try {
                return step(handle, List.of(commit), CommitFence.Held.WAIT)
                        .run(views)
                        .getFirst()
                        .orElseThrow(() -> new IllegalStateException(
                                what(commit) + ": no progress; it must be asked for before a commit"));
            } catch (CommitStep.Raced e) {
                handle.rollback();
                return new Commit.Outcome.Conflict();
            }
        });
    }

    @Override
    public List<Optional<Commit.Outcome>> together(List<Commit> commits) {
        return database.get().commit(what(commits.getFirst()), handle -> {
            try {
                return step(handle, commits, CommitFence.Held.SKIP).run(views);
            } catch (CommitStep.Raced e) { // which of them failed shows when each runs alone
                handle.rollback();
                return commits.stream()
                        .map(commit -> Optional.<Commit.Outcome>empty())
                        .toList();
            }
        });
    }

    private CommitStep step(Handle handle, List<Commit> commits, CommitFence.Held held) {
        return new CommitStep(handle, commits, streams.of(commits.getFirst().stream()), held);
    }

    private static String what(Commit commit) {
        return "commit " + commit.stream().topic() + "/" + commit.partition() + " at " + commit.firstOffset();
    }
}
