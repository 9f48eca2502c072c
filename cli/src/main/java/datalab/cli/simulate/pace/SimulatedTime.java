package datalab.cli.simulate;

import java.util.concurrent.locks.LockSupport;

/** How fast simulated time goes by. Things due within a fifth of a second come together, so that they can be sent together. */
final class SimulatedTime {
    private static final long TICK_NANOS = 200_000_000;

    private final double speed;
    private final long started = System.nanoTime();

    /** @param speed simulated seconds in a second; 0 waits for nothing */
    SimulatedTime(double speed) {
        this.speed = speed;
    }

    /** Whether this moment, in simulated seconds after the start, is yet to come. */
    boolean isAhead(double seconds) {
        return speed > 0 && nanosUntil(seconds) > 0;
    }

    /** Returns at that moment, or when interrupted. */
    void await(double seconds) {
        while (isAhead(seconds) && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, nanosUntil(seconds));
        }
    }

    private long nanosUntil(double seconds) {
        long due = (long) (seconds / speed * 1e9);
        long tick = (due + TICK_NANOS - 1) / TICK_NANOS * TICK_NANOS;
        return started + tick - System.nanoTime();
    }
}
