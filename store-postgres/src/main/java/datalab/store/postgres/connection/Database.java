package datalab.store.postgres.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import datalab.postgres.PostgresSettings;
import datalab.store.result.QueryTimeout;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Connections to one PostgreSQL database. Thread-safe. Commits and reads have connections of their own, so that neither
 * starves the other. Errors are translated by {@link PostgresErrors}.
 */
public final class Database implements AutoCloseable {
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);
    /** How long a stalled process may hold the locks of an open transaction. */
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(10);

    /** How long a long read may wait for who takes its rows; they hold no locks that others want. */
    private static final Duration READER_SILENCE_MAX = Duration.ofMinutes(5);

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
    /** How much longer than a statement's own limit to wait for a server that does not respond. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** By a statement's time limit. */
    private static final String CANCELLED = "57014";

    /** By which PostgreSQL knows our connections. */
    private static final String NAME = "datalab";

    private final PostgresSettings settings;
    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final Jdbi writing;
    private final Jdbi reading;
    private final OwnerSession ownerSession;

    private Database(PostgresSettings settings, HikariDataSource writers, HikariDataSource readers) {
        this.settings = settings;
        this.writers = writers;
        this.readers = readers;
        this.writing = Jdbi.create(writers);
        this.reading = Jdbi.create(readers);
        this.ownerSession = new OwnerSession(this::connectAlone);
    }

    /** Its connections are made when they are used. */
    public static Database open(PostgresSettings settings) {
        return new Database(
                settings,
                pool(settings, "writers", settings.writeConnections(), "off"),
                pool(settings, "readers", settings.readConnections(), "on"));
    }

    /** How many connections to the database processes of DataLab have by now, this one among them. */
    public static int connections(PostgresSettings settings) {
        Properties other = properties(settings);
        other.setProperty("ApplicationName", NAME + "-look");
        try (Connection connection = DriverManager.getConnection(settings.url(), other);
                Handle handle = Jdbi.create(connection).open()) {
            return handle.createQuery("""
                            select count(*) from pg_stat_activity
                            where application_name = :name and datname = current_database()
                            """)
                    .bind("name", NAME)
                    .mapTo(Integer.class)
                    .one();
        } catch (Exception e) {
            throw PostgresErrors.of("look for other processes", e);
        }
    }

    /** Runs one or more statements, each a transaction of its own. */
    public <T> T read(String what, HandleCallback<T, Exception> work) {
        try {
            return reading.withHandle(work);
        } catch (Exception e) {
            throw PostgresErrors.of(what, e);
        }
    }

    /** Runs a statement that answers a reader, who may ask for more than can be had in time: {@link QueryTimeout}. */
    public <T> T question(String what, HandleCallback<T, Exception> work) {
        return asked(what, () -> reading.withHandle(handle -> work.withHandle(asked(handle))));
    }

    /** The same of several statements, all of one snapshot. */
    public <T> T questions(String what, HandleCallback<T, Exception> work) {
        return asked(
                what,
                () -> reading.inTransaction(
                        TransactionIsolationLevel.REPEATABLE_READ, handle -> work.withHandle(asked(handle))));
    }

    private <T> T asked(String what, Callable<T> question) {
        try {
            return question.call();
        } catch (Exception e) {
            throw PostgresErrors.isState(e, CANCELLED)
                    ? new QueryTimeout(what, settings.questionTimeout(), e)
                    : PostgresErrors.of(what, e);
        }
    }

    private Handle asked(Handle handle) {
        return inTime(handle, settings.questionTimeout());
    }

    /** Each statement, and who reads pages by several, may take so long. */
    private static Handle inTime(Handle handle, Duration max) {
        long seconds = Math.max(1, max.toSeconds());
        handle.getConfig(SqlStatements.class).setQueryTimeout(Math.toIntExact(seconds));
        return handle;
    }

    /** Runs statements that only read, all of one snapshot. */
    public <T> T snapshot(String what, HandleCallback<T, Exception> work) {
        try {
            return reading.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work);
        } catch (Exception e) {
            throw PostgresErrors.of(what, e);
        }
    }

    /**
     * Runs statements that only read, all of one snapshot, for as long as {@code max}, on a connection of their own: short
     * questions keep theirs. Rows are best had in the order of an index: they come at once, and nothing is sorted on the disk.
     */
    public <T> T longSnapshot(String what, Duration max, HandleCallback<T, Exception> work) {
        Properties own = properties(settings);
        own.setProperty("socketTimeout", "" + max.plus(SILENCE).toSeconds());
        try (Connection connection = DriverManager.getConnection(settings.url(), own);
                Handle handle = Jdbi.create(connection).open()) {
            handle.setReadOnly(true);
            handle.execute("set statement_timeout = %s; set lock_timeout = %s; set enable_sort = off;"
                            .formatted(max.toMillis(), LOCK_TIMEOUT.toMillis())
                    + "set idle_in_transaction_session_timeout = " + READER_SILENCE_MAX.toMillis());
            return inTime(handle, max).inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work);
        } catch (Exception e) {
            throw PostgresErrors.isState(e, CANCELLED) ? new QueryTimeout(what, max, e) : PostgresErrors.of(what, e);
        }
    }

    /** Runs one transaction that survives a crash of the server once it is committed. */
    public <T> T change(String what, HandleCallback<T, Exception> work) {
        try {
            return reading.inTransaction(work);
        } catch (Exception e) {
            throw PostgresErrors.of(what, e);
        }
    }

    /**
     * The same, all of one snapshot. Who waits for a row that another then changes is refused, and may try again: so of two that
     * change the same row, the later one sees what the other has changed.
     */
    public <T> T changeInSnapshot(String what, HandleCallback<T, Exception> work) {
        try {
            return reading.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work);
        } catch (Exception e) {
            throw PostgresErrors.of(what, e);
        }
    }

    /** Runs one transaction that a crash of the server may undo within a second, see decision 003. */
    public <T> T commit(String what, HandleCallback<T, Exception> work) {
        try {
            return writing.inTransaction(work);
        } catch (Exception e) {
            throw PostgresErrors.of(what, e);
        }
    }

    /** Runs one transaction that may take minutes: making an index of an archive. */
    public <T> T define(String what, HandleCallback<T, Exception> work) {
        try (Connection connection = DriverManager.getConnection(settings.url(), properties(settings));
                Handle handle = Jdbi.create(connection).open()) {
            handle.execute("set lock_timeout = " + LOCK_TIMEOUT.toMillis());
            return handle.inTransaction(work);
        } catch (Exception e) {
            throw PostgresErrors.of(what, e);
        }
    }

    public OwnerSession ownerSession() {
        return ownerSession;
    }

    @Override
    public void close() {
        ownerSession.close();
        writers.close();
        readers.close();
    }

    private Connection connectAlone() throws SQLException {
        Properties properties = properties(settings);
        properties.setProperty("socketTimeout", "" + SILENCE.toSeconds());
        return DriverManager.getConnection(settings.url(), properties);
    }

    private static HikariDataSource pool(PostgresSettings settings, String name, int size, String synchronousCommit) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("datalab-" + name);
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(properties(settings));
        config.addDataSourceProperty(
                "socketTimeout", settings.statementTimeout().plus(SILENCE).toSeconds());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("""
                set statement_timeout = %s; set lock_timeout = %s; set idle_in_transaction_session_timeout = %s;
                set synchronous_commit = %s
                """.formatted(
                        settings.statementTimeout().toMillis(),
                        LOCK_TIMEOUT.toMillis(),
                        STANDSTILL_MAX.toMillis(),
                        synchronousCommit));
        return new HikariDataSource(config);
    }

    private static Properties properties(PostgresSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        properties.setProperty("ApplicationName", NAME);
        properties.setProperty("connectTimeout", "" + settings.connectTimeout().toSeconds());
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }
}
