package datalab.store.postgres.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Many values as one parameter: an array of texts, which the statement casts to what it needs. PostgreSQL reads back
 * exactly the numbers and times that Java writes.
 */
@SuppressWarnings("ArrayRecordComponent") // made for one statement; instances are never compared
public record TextArray(@Nullable String[] texts) implements Argument {

    public static <T> TextArray of(Collection<T> values, Function<T, @Nullable Object> part) {
        @Nullable String[] texts = new @Nullable String[values.size()];
        int i = 0;
        for (T value : values) {
            Object object = part.apply(value);
            texts[i++] = object == null ? null : object.toString();
        }
        return new TextArray(texts);
    }

    public static TextArray of(Collection<String> values) {
        return of(values, value -> value);
    }

    @Override
    public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
        statement.setArray(position, statement.getConnection().createArrayOf("text", texts));
    }
}
