package datalab.store.postgres.reader;

import datalab.store.postgres.connection.Database;
import datalab.store.result.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session of a question, watched and ended over another connection. Thread-safe. */
final class WatchedSession {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedSession.class);

    private final Supplier<Database> database;
    private final Connection connection;
    private final int id;

    WatchedSession(Supplier<Database> database, Connection connection) throws SQLException {
        this.database = database;
        this.connection = connection;
        this.id = connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** Whether somebody waits for what it has locked by reading: DataLab, to change a table or a view of the lab. */
    boolean isInTheWay() {
        try {
            return database.get()
                    .read(
                            "who waits for a question in SQL",
                            handle -> handle.createQuery("""
                            select exists (select from pg_locks where not granted and :id = any(pg_blocking_pids(pid)))
                            """)
                                    .bind("id", id)
                                    .mapTo(Boolean.class)
                                    .one());
        } catch (StoreUnavailable e) {
            return false;
        }
    }

    /** Asks it to take back what it does. */
    void cancel() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            // it has ended, or is ended next
        }
    }

    void end() {
        LOG.atWarn().addKeyValue("session", id).log("sql session ended, as it could not be cancelled");
        try {
            database.get()
                    .read(
                            "end a session",
                            handle -> handle.createQuery("select pg_terminate_backend(:id)")
                                    .bind("id", id)
                                    .mapTo(Boolean.class)
                                    .one());
        } catch (StoreUnavailable e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("sql session could not be ended");
        }
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("sql session could not be aborted");
        }
    }
}
