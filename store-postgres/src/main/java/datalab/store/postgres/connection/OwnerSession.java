package datalab.store.postgres.connection;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a database session with an advisory lock that shows other processes that this one is alive. It holds an advisory
 * lock, which the server gives back in the moment in which the process ends, however that happens. Thread-safe. The first
 * batch opens it.
 */
public final class OwnerSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerSession.class);
    private static final int ANSWER_SECONDS_MAX = 5;

    private final Connector connector;
    /** Different in each run of a process. */
    private final long number = new SecureRandom().nextLong();

    private @Nullable Connection connection;
    private boolean closed;

    OwnerSession(Connector connector) {
        this.connector = connector;
    }

    /** Opens a connection for this session only. */
    interface Connector {
        Connection connect() throws SQLException;
    }

    /** The number of the lock, which is held when this returns. */
    public synchronized long hold() {
        try {
            if (connection == null || !connection.isValid(ANSWER_SECONDS_MAX)) {
                open();
            }
            return number;
        } catch (SQLException e) {
            throw PostgresErrors.of("open the session of batches", e);
        }
    }

    /** Holds the lock again where the connection was lost. Without it a batch still has its lease. */
    public void keep() {
        try {
            hold();
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("session of batches not kept");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        drop();
    }

    private void open() throws SQLException {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
        drop();
        Connection fresh = connector.connect();
        connection = fresh;
        // Shared, so that a connection which the server does not know to be lost is not in the way.
        try (PreparedStatement lock = fresh.prepareStatement("select pg_advisory_lock_shared(?)")) {
            lock.setLong(1, number);
            lock.execute();
        } catch (SQLException e) {
            drop();
            throw e;
        }
    }

    private void drop() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("session of batches not closed");
        } finally {
            connection = null;
        }
    }
}
