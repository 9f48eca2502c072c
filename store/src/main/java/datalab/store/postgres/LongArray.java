package datalab.store.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;
import org.postgresql.PGConnection;

/** Many whole numbers as one parameter, in binary. */
@SuppressWarnings("ArrayRecordComponent") // made for one statement; identity is never asked for
record LongArray(long[] numbers) implements Argument {

    static <T> LongArray of(Collection<T> values, ToLongFunction<T> number) {
        return new LongArray(values.stream().mapToLong(number).toArray());
    }

    @Override
    public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
        PGConnection connection = statement.getConnection().unwrap(PGConnection.class);
        statement.setArray(position, connection.createArrayOf("int8", numbers));
    }
}
