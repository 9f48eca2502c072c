package datalab.process.speed;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Schedules the start of the steps of all partitions in a process, so that steps under load begin together and share a
 * transaction. Whoever has records while nobody has begun a step lately begins at once. While records keep coming, steps
 * begin together, and so far apart that they take no more than a part of the time: the store then keeps many events in one
 * transaction instead of a few in each of many. Thread-safe.
 */
final class StepPacer {
    /** A third of the time for steps. */
    private static final int TIMES_COST = 3;
    /** So that an event shows soon, whatever steps cost. */
    static final Duration APART_MAX = Duration.ofMillis(8);

    private final LongSupplier nanos;
    private long apartNanos;
    /** When steps began last or, where somebody waits for it, will begin next. */
    private long beat;

    /** @param nanos the time, as {@link System#nanoTime} has it */
    StepPacer(LongSupplier nanos) {
        this.nanos = nanos;
        this.beat = nanos.getAsLong();
    }

    /** How long to wait before a step; who asks must take one then. */
    synchronized long restNanos() {
        long now = nanos.getAsLong();
        if (now - beat >= apartNanos) {
            beat = now;
        } else if (now - beat >= 0) {
            beat += apartNanos;
        }
        return beat - now;
    }

    /** Notes what a step took, from its records to the store's word. */
    synchronized void took(long stepNanos) {
        apartNanos = Math.min(TIMES_COST * stepNanos, APART_MAX.toNanos());
    }
}
