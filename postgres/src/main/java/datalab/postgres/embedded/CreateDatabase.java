package datalab.postgres.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The role {@code datalab} and its database, made in a fresh server. Asks first, so it may be called at each start. */
final class CreateDatabase {
    private CreateDatabase() {}

    static void create(int port, String superuserPassword, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", superuserPassword);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            if (isMissing(statement, "select 1 from pg_roles where rolname = 'datalab'")) {
                statement.execute("create role datalab login createdb");
            }
            // Also of a folder of before, whose role had none. Hexadecimal digits need no quoting.
            statement.execute("alter role datalab password '" + password + "'");
            // For logins that read one lab alone, whose questions are to fill no disk.
            statement.execute("alter role datalab createrole");
            statement.execute("grant set on parameter temp_file_limit to datalab");
            if (isMissing(statement, "select 1 from pg_database where datname = 'datalab'")) {
                statement.execute("create database datalab owner datalab");
            }
        }
    }

    private static boolean isMissing(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return !rows.next();
        }
    }
}
