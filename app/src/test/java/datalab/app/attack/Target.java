package datalab.app.attack;

import datalab.testkit.DataLabProcess;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What is attacked, how hard and for how long. Immutable. */
final class Target {
    /** Whether attacks have their full size, which takes minutes. */
    static final boolean FULL = Boolean.getBoolean("datalab.attack.full");

    private static final Duration SWING = Duration.ofMillis(FULL ? 10_000 : 1_500);

    final DataLabProcess datalab;
    private final long until = System.nanoTime() + SWING.toNanos();

    Target(DataLabProcess datalab) {
        this.datalab = datalab;
    }

    /** Whether it is to go on, so that others have to live with it for a while. */
    boolean goesOn() {
        return System.nanoTime() < until;
    }

    /** Waits until it may end. */
    void awaitEnd() {
        while (goesOn()) {
            pause(50);
        }
    }

    static void pause(int millis) {
        LockSupport.parkNanos(millis * 1_000_000L);
    }

    static int size(int small, int full) {
        return FULL ? full : small;
    }
}
