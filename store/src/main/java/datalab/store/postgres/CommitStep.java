package datalab.store.postgres;

import datalab.lab.Reject;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.ArchivedEvent;
import datalab.store.Commit;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.postgresql.util.PSQLException;

/**
 * One commit inside one transaction, as the design's section on the lambda core has it: lock the partition's progress,
 * compare offset and epoch, keep everything, move progress on. Throws {@link Raced} where another partition was faster with a
 * unique value; the transaction is then rolled back.
 */
final class CommitStep {
    private static final String UNIQUE_VIOLATION = "23505";

    /** Another partition has kept one of the same unique values or once ids. */
    static final class Raced extends Exception {}

    private final Handle handle;
    private final Commit commit;
    private final StreamTable table;

    /** @param table that of the commit's stream */
    CommitStep(Handle handle, Commit commit, StreamTable table) {
        this.handle = handle;
        this.commit = commit;
        this.table = table;
    }

    Commit.Outcome run(ViewTables tables) throws SQLException, Raced {
        ProgressRow now = ProgressRow.lock(handle, commit.stream(), commit.partition());
        if (now.nextOffset() != commit.firstOffset()) {
            return new Commit.Outcome.Fenced(now.nextOffset());
        }
        if (now.epoch() != commit.epoch()) {
            return new Commit.Outcome.EpochChanged(now.epoch());
        }
        archive();
        NumberRow.pass(handle, commit);
        Amendments.apply(handle, table, commit.amended());
        rejects(commit.rejects());
        for (Map.Entry<ViewFold, Map<RowKey, Partial>> view : commit.partials().entrySet()) {
            ViewTable table = tables.of(view.getKey().view());
            new UpsertPartials(table, commit.partition(), commit.epoch()).run(handle, view.getValue());
        }
        KeyedState.keep(handle, commit);
        if (!OnceIds.keep(handle, commit.stream(), commit.onceIds())) {
            throw new Raced();
        }
        ProgressRow.advance(handle, commit);
        return new Commit.Outcome.Done();
    }

    private void archive() throws SQLException, Raced {
        if (commit.events().isEmpty()) {
            return;
        }
        try (BinaryCopy copy = new BinaryCopy(handle.getConnection(), table.copySql())) {
            for (ArchivedEvent event : commit.events()) {
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
