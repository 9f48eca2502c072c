package datalab.cli.simulate.pace;

/** How fast simulated time goes by. Things due within a fifth of a second come together, so that they can be sent together. */
public final class SimulatedTime {
    private static final long TICK_NANOS = 200_000_000;

    private final double speed;
    private final StopSignal stop;
    private final long started = System.nanoTime();

    /** @param speed simulated seconds in a second; 0 waits for nothing */
    public SimulatedTime(double speed, StopSignal stop) {
        this.speed = speed;
        this.stop = stop;
    }

    /** Whether this moment, in simulated seconds after the start, is yet to come. */
    public boolean isAhead(double seconds) {
        return speed > 0 && nanosUntil(seconds) > 0;
    }

    /** Returns at that moment, or when it is to stop; says whether it is. */
    public boolean awaitStop(double seconds) {
        return isAhead(seconds) ? stop.awaitAsked(nanosUntil(seconds)) : stop.isAsked();
    }

    private long nanosUntil(double seconds) {
        long due = (long) (seconds / speed * 1e9);
        long tick = (due + TICK_NANOS - 1) / TICK_NANOS * TICK_NANOS;
        return started + tick - System.nanoTime();
    }
}
