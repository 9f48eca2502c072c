package datalab.process.speed;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Schedules the start of the steps of all partitions in a process, so that steps under load begin together and share a
 * transaction. A partition with records starts a step at once if none started recently. While records keep coming, steps
 * begin together, and so far apart that they take no more than a part of the time: the store then keeps many events in one
 * transaction instead of a few in each of many. Thread-safe.
 */
final class StepPacer {
    /** A third of the time for steps. */
    private static final int TIMES_COST = 3;
    /** So that an event shows soon, even if steps are slow. */
    static final Duration APART_MAX = Duration.ofMillis(8);

    private final LongSupplier nanos;
    private long apartNanos;
    /** When steps last began or, if any partition waits, will begin next. */
    private long beat;

    /** @param nanos the time, as {@link System#nanoTime} has it */
    StepPacer(LongSupplier nanos) {
        this.nanos = nanos;
        this.beat = nanos.getAsLong();
    }

    /** How long to wait before a step; the caller must then take one. */
    synchronized long restNanos() {
        long now = nanos.getAsLong();
        if (now - beat >= apartNanos) {
            beat = now;
        } else if (now - beat >= 0) {
            beat += apartNanos;
        }
        return beat - now;
    }

    /** Records a step's duration, from its records to the store's response. */
    synchronized void took(long stepNanos) {
        apartNanos = Math.min(TIMES_COST * stepNanos, APART_MAX.toNanos());
    }
}
