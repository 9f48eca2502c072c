package datalab.out.jdbc;

import datalab.store.output.OutputUnavailable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Connects to a server. Thread-safe. */
record JdbcConnections(JdbcServer server, JdbcLimits limits) {

    /** A connection without auto-commit, whose waits are all bounded. */
    Connection open() {
        Properties properties = new Properties();
        properties.putAll(server.dialect().driverProperties(limits));
        properties.setProperty("user", server.user());
        properties.setProperty("password", server.password());
        try {
            Connection connection = DriverManager.getDriver(server.url()).connect(server.url(), properties);
            if (connection == null) {
                throw new SQLException("its driver does not take the URL");
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(server.dialect().sessionSettings(limits));
                connection.setAutoCommit(false);
                return connection;
            } catch (SQLException e) {
                abort(connection);
                throw e;
            }
        } catch (SQLException e) {
            throw unavailable("connect", e);
        }
    }

    SqlDialect dialect() {
        return server.dialect();
    }

    OutputUnavailable unavailable(String doing, SQLException e) {
        return new OutputUnavailable(server.name() + ": cannot " + doing + ": " + JdbcErrors.message(e), e);
    }

    /** Closes without a word to the server, which may not be listening; it rolls back what was under way. */
    static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It is closed all the same.
        }
    }
}
