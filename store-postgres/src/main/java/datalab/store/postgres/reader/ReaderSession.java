package datalab.store.postgres.reader;

import datalab.postgres.PostgresSettings;
import datalab.store.postgres.sql.SqlIdentifiers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/**
 * A connection of a lab's reader, for one question: the state that a question leaves in its session ends with it. It is in a
 * transaction that only reads, and is never committed.
 */
final class ReaderSession {
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STANDSTILL_MAX = Duration.ofMinutes(1);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** Of the rows that are fetched at once, in the memory of this process; more of them is refused. */
    private static final String FETCHED_BYTES_MAX = "48M";

    /** A user or a password in a URL would win over those of the reader. */
    private static final String LOGIN_IN_URL = "(?i)(?<=[?&])(?:user|password|options)=[^&]*&?";

    private ReaderSession() {}

    /** @param max how long a statement may take */
    static Connection open(PostgresSettings settings, ReaderRole role, Duration max) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", role.name());
        properties.setProperty("password", role.passwordFor(settings));
        properties.setProperty("ApplicationName", "datalab-sql");
        properties.setProperty("connectTimeout", "" + settings.connectTimeout().toSeconds());
        properties.setProperty("socketTimeout", "" + max.plus(SILENCE).toSeconds());
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("maxResultBuffer", FETCHED_BYTES_MAX);
        properties.setProperty("binaryTransfer", "false"); // texts as the server writes them
        properties.setProperty("prepareThreshold", "0");
        Connection connection = DriverManager.getConnection(settings.url().replaceAll(LOGIN_IN_URL, ""), properties);
        try (Statement statement = connection.createStatement()) {
            requireReader(statement, role);
            statement.execute("""
                    set default_transaction_read_only = on; set statement_timeout = %s; set lock_timeout = %s;
                    set idle_in_transaction_session_timeout = %s; set timezone = 'UTC'; set datestyle = 'ISO';
                    set bytea_output = 'hex'; set extra_float_digits = 1; set jit = off;
                    set max_parallel_workers_per_gather = 0; set search_path = %s
                    """.formatted(
                    max.toMillis(), LOCK_TIMEOUT.toMillis(), STANDSTILL_MAX.toMillis(), searchPath(statement, role)));
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A URL may say who logs in, in ways that are not known here. */
    private static void requireReader(Statement statement, ReaderRole role) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                select session_user, current_user, rolsuper or rolcreaterole or rolcreatedb
                from pg_roles where rolname = session_user
                """)) {
            row.next();
            if (!row.getString(1).equals(role.name()) || !row.getString(2).equals(role.name()) || row.getBoolean(3)) {
                throw new IllegalStateException("logged in as " + row.getString(1) + ", expected " + role.name());
            }
        }
    }

    private static String searchPath(Statement statement, ReaderRole role) throws SQLException {
        String lab = SqlIdentifiers.quoted(role.schema());
        try (ResultSet row = statement.executeQuery("""
                select quote_ident(nspname) from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
                where extname = 'postgis' and has_schema_privilege(pg_namespace.oid, 'usage')
                """)) {
            return row.next() ? lab + ", " + row.getString(1) : lab;
        }
    }
}
