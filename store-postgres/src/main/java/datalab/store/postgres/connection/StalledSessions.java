package datalab.store.postgres.connection;

import datalab.lab.stream.EventStream;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Terminates database sessions of processes that hang in the middle of a commit or of a batch step. PostgreSQL keeps what
 * it has locked as long as its connection is open, and in the middle of a COPY no time limit is looked at; a frozen owner
 * would keep its successor waiting for as long as it is frozen. What it has not committed is undone, and its own commit
 * fails when it goes on.
 */
public final class StalledSessions {
    /** Less than the log waits for an owner before it gives the partition to another. */
    public static final Duration MAX = Duration.ofSeconds(5);

    private StalledSessions() {}

    /** Terminates a stalled session that holds the partition's progress row. */
    public static void end(Handle handle, EventStream stream, int partition) {
        holders(handle, "datalab.progress", "kept.lab = :lab and kept.stream = :stream and kept.partition = :partition")
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partition", partition)
                .mapTo(Boolean.class)
                .list();
    }

    /** Terminates the stalled session of a batch whose lease has expired. */
    public static void endBatch(Handle handle, String lab, String view) {
        holders(
                        handle,
                        "datalab.batches",
                        "kept.lab = :lab and kept.view = :view and kept.state = 'running'"
                                + " and kept.lease_until < clock_timestamp()")
                .bind("lab", lab)
                .bind("view", view)
                .mapTo(Boolean.class)
                .list();
    }

    /**
     * Terminates the sessions that hold such a row and have stalled, if this role may terminate them. One that has waited for a
     * lock itself may have begun long ago and is alive: what counts is since when it says nothing.
     */
    private static Query holders(Handle handle, String table, String which) {
        return handle.createQuery("""
                        select pg_terminate_backend(session.pid)
                        from %s as kept
                        join pg_locks held on held.locktype = 'transactionid' and held.granted
                            and held.transactionid = kept.xmax
                        join pg_stat_activity session on session.pid = held.pid
                        where %s
                            and session.pid <> pg_backend_pid()
                            and session.wait_event = 'ClientRead'
                            and pg_has_role(session.usesysid, 'USAGE')
                            and session.state_change < clock_timestamp() - make_interval(secs => :seconds)
                        """.formatted(table, which)).bind("seconds", (double) MAX.toSeconds());
    }
}
