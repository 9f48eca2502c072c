package datalab.store.postgres.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;
import org.postgresql.PGConnection;

/** Many numbers as one parameter, in binary. */
public record NumberArray(String type, Object numbers) implements Argument {

    public static <T> NumberArray ofInts(Collection<T> values, ToIntFunction<T> number) {
        return new NumberArray("int4", values.stream().mapToInt(number).toArray());
    }

    public static <T> NumberArray ofLongs(Collection<T> values, ToLongFunction<T> number) {
        return new NumberArray("int8", values.stream().mapToLong(number).toArray());
    }

    public static <T> NumberArray ofDoubles(Collection<T> values, ToDoubleFunction<T> number) {
        return new NumberArray("float8", values.stream().mapToDouble(number).toArray());
    }

    @Override
    public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
        PGConnection connection = statement.getConnection().unwrap(PGConnection.class);
        statement.setArray(position, connection.createArrayOf(type, numbers));
    }
}
