package datalab.store.postgres.commit;

import datalab.lab.stream.EventStream;
import datalab.store.ledger.Commit;
import datalab.store.postgres.sql.NumberArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Where a partition is by its row in {@code datalab.progress}. A commit that does not begin there, or is of records of
 * another log, is fenced.
 */
record CommitFence(long nextOffset, long epoch, int logNumber, boolean gap, long token) {

    /** What to do about a partition that another transaction is committing. */
    enum Held {
        WAIT(""),
        SKIP("skip locked");

        private final String clause;

        Held(String clause) {
            this.clause = clause;
        }
    }

    /** Keeps others out of the partitions of these commits until the transaction ends. */
    static Map<Integer, CommitFence> lock(Handle handle, EventStream stream, List<Commit> commits, Held held) {
        Map<Integer, CommitFence> rows = new HashMap<>();
        handle.createQuery("""
                        select partition, next_offset, epoch, log_number, gap is not null, token from datalab.progress
                        where lab = :lab and stream = :stream and partition = any(:partitions)
                        order by partition for no key update %s
                        """.formatted(held.clause))
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partitions", NumberArray.ofInts(commits, Commit::partition))
                .map((row, context) -> rows.put(row.getInt(1), read(row)))
                .list();
        return rows;
    }

    /** What becomes of a commit that finds the partition here: done, once all of it is kept. */
    Commit.Outcome outcome(Commit commit) {
        if (!isAt(commit)) {
            return new Commit.Outcome.Fenced(nextOffset);
        }
        return epoch == commit.epoch() ? new Commit.Outcome.Done() : new Commit.Outcome.EpochChanged(epoch);
    }

    /** Waits for concurrent commits to any partition of a stream, then blocks others until the transaction ends. */
    static Map<Integer, CommitFence> lockAll(Handle handle, EventStream stream) {
        Map<Integer, CommitFence> rows = new HashMap<>();
        handle.createQuery("""
                        select partition, next_offset, epoch, log_number, gap is not null, token from datalab.progress
                        where lab = :lab and stream = :stream order by partition for no key update
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .map((row, context) -> rows.put(row.getInt(1), read(row)))
                .list();
        return rows;
    }

    /** Whether a step may be kept that begins here, is of the last who took the partition over, and of records of this log. */
    private boolean isAt(Commit commit) {
        return nextOffset == commit.firstOffset()
                && token == commit.token()
                && logNumber == commit.log().number()
                && !gap;
    }

    private static CommitFence read(ResultSet row) throws SQLException {
        return new CommitFence(row.getLong(2), row.getLong(3), row.getInt(4), row.getBoolean(5), row.getLong(6));
    }
}
