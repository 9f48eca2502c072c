package datalab.store.sql;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Questions in SQL to the data of a lab. The server itself sees to it that they read this lab alone and change nothing: each is
 * asked by a login that has no other right. Thread-safe.
 */
public interface SqlQueries {

    /** How long a question may take that does not say otherwise. */
    Duration max();

    /**
     * What a question can read of a lab, by name.
     *
     * @throws SqlOff where no lab's data can be asked in SQL here
     */
    List<SqlTable> tables(String lab);

    /**
     * Asks a question. What is left of it when {@code reading} returns is given up.
     *
     * @throws SqlRefused where the server does not understand the question, does not allow it, or fails in it
     * @throws SqlOff where no lab's data can be asked in SQL here
     * @throws datalab.store.result.QueryTimeout where it takes too long
     */
    <T> T ask(SqlQuestion question, Function<SqlAnswer, T> reading);
}
