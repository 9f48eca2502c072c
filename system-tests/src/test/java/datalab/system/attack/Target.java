package datalab.system.attack;

import datalab.testkit.DataLabProcess;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What is attacked, how hard and for how long. Immutable. */
final class Target {
    /** Whether attacks have their full size, which takes minutes. */
    static final boolean FULL = Boolean.getBoolean("datalab.attack.full");

    private static final Duration SWING = Duration.ofMillis(FULL ? 10_000 : 500);
    private static final int ANSWERS_MIN = FULL ? 20 : 3;

    final DataLabProcess datalab;
    private final Answers honest;
    private final long until = System.nanoTime() + SWING.toNanos();

    /** @param honest what others are answered meanwhile */
    Target(DataLabProcess datalab, Answers honest) {
        this.datalab = datalab;
        this.honest = honest;
    }

    /** Whether it is to go on: others have to live with it for a while. */
    boolean goesOn() {
        return System.nanoTime() < until
                || (honest.fewest() < ANSWERS_MIN && honest.refusals().isEmpty());
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
