package datalab.store.postgres;

import datalab.lab.EventStream;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * Ends the session of a process that stands still in the middle of a commit. PostgreSQL keeps what it has locked as long as its
 * connection is open, and in the middle of a COPY no time limit is looked at; a frozen owner would keep its successor waiting
 * for as long as it is frozen. What it has not committed is undone, and its own commit fails when it goes on.
 */
final class Standstill {
    /** Less than the log waits for an owner before it gives the partition to another. */
    static final Duration MAX = Duration.ofSeconds(5);

    private Standstill() {}

    /** Where somebody holds the partition's progress and has kept the server waiting: it does so no longer. */
    static void end(Handle handle, EventStream stream, int partition) {
        handle.createQuery("""
                        select pg_terminate_backend(session.pid)
                        from datalab.progress
                        join pg_locks held on held.locktype = 'transactionid' and held.granted
                            and held.transactionid = progress.xmax
                        join pg_stat_activity session on session.pid = held.pid
                        where progress.lab = :lab and progress.stream = :stream and progress.partition = :partition
                            and session.pid <> pg_backend_pid()
                            and session.wait_event = 'ClientRead'
                            and session.xact_start < clock_timestamp() - make_interval(secs => :seconds)
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("partition", partition)
                .bind("seconds", (double) MAX.toSeconds())
                .mapTo(Boolean.class)
                .list();
    }
}
