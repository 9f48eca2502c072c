package datalab.store.sql;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * One question.
 *
 * @param lab whose data it may read
 * @param sql one statement, a query
 * @param max how long it may take, reading included
 * @param isAbandoned whether nobody waits for the answer any more; asked by another thread, several times a second
 */
public record SqlQuestion(String lab, String sql, Duration max, BooleanSupplier isAbandoned) {}
