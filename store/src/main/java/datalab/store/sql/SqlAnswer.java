package datalab.store.sql;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows that a question has, a few of them in memory at a time. Owned by one thread. */
public interface SqlAnswer {
    List<SqlColumn> columns();

    /**
     * Hands over the rows, as the texts that the server writes, until one is answered with false; to be called once.
     *
     * @throws SqlRefused where the question fails in the middle
     */
    void each(Predicate<List<@Nullable String>> each);
}
