package datalab.store.postgres.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;

/** Many byte strings as one parameter of type {@code bytea[]}. */
@SuppressWarnings("ArrayRecordComponent") // made for one statement; instances are never compared
public record BytesArray(byte[][] values) implements Argument {

    @Override
    public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
        statement.setArray(position, statement.getConnection().createArrayOf("bytea", values));
    }
}
