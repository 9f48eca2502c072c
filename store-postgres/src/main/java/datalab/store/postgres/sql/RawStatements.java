package datalab.store.postgres.sql;

import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.Handle;

/** Statements that are sent as they are: colons and backslashes in their literals are not looked at. */
public final class RawStatements {
    private RawStatements() {}

    public static void execute(Handle handle, String sql) throws SQLException {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.execute(sql);
        }
    }
}
