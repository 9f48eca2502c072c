package datalab.store.alert;

import java.time.Instant;

/**
 * A group whose rows are to be looked at again. Where one is due already, both come to the earliest {@code from} and
 * {@code ready}, and the latest {@code to}.
 *
 * @param from the time of the first row that may have changed
 * @param to the time of the last that may have
 * @param ready not before this time of the clock
 */
public record DueGroup(AlertGroup group, Instant from, Instant to, Instant ready) {}
