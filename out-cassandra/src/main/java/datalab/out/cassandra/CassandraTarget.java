package datalab.out.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Outputs in a keyspace of a Cassandra. Every write is acknowledged by a quorum of the datacenter. Connects when it is first
 * used. Thread-safe.
 */
final class CassandraTarget implements OutputTarget {
    private final CassandraConnection connection;
    private @Nullable CqlSession session;
    private boolean closed;

    CassandraTarget(CassandraConnection connection) {
        this.connection = connection;
    }

    @Override
    public void prepare(OutputTable table) {
        guard(() -> new PrepareTable(session(), connection.keyspace(), table).run());
    }

    /** No right is taken from anybody: Cassandra itself keeps late writes out, by their time. */
    @Override
    public OutputWriter open(OutputTable table) {
        return new CassandraWriter(this, table);
    }

    @Override
    public void check() {
        guard(() -> session().execute("select release_version from system.local"));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (session != null) {
            session.forceCloseAsync();
            session = null;
        }
    }

    String keyspace() {
        return connection.keyspace();
    }

    /** Throws what the driver throws. */
    synchronized CqlSession session() {
        if (closed) {
            throw new OutputUnavailable(connection + " is closed", null);
        }
        if (session == null) {
            session = connection.open();
        }
        return session;
    }

    OutputUnavailable unavailable(DriverException e) {
        return new OutputUnavailable(connection + ": " + e.getMessage(), e);
    }

    /** Answers it, or throws {@link OutputUnavailable}. */
    <T> T guard(Supplier<T> work) {
        try {
            return work.get();
        } catch (DriverException e) {
            throw unavailable(e);
        }
    }
}
