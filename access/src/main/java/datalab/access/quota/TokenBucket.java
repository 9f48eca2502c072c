package datalab.access.quota;

/**
 * A token bucket that holds what comes in within a second. What is larger than the bucket is taken from a full one, which
 * then owes the rest. Not thread-safe.
 */
final class TokenBucket {
    static final double NANOS_PER_SECOND = 1e9;

    private double rate;
    private double level;
    private long filled;

    TokenBucket(double rate, double level, long now) {
        this.rate = rate;
        this.level = level;
        this.filled = now;
    }

    /** Goes on with another rate, and holds what then comes in within a second. */
    void refill(double newRate, long now) {
        level = Math.min(newRate, level + rate * Math.max(0, now - filled) / NANOS_PER_SECOND);
        rate = newRate;
        filled = now;
    }

    boolean has(long amount) {
        return level >= Math.min((double) amount, rate);
    }

    void take(long amount) {
        level -= amount;
    }

    double level() {
        return level;
    }

    /** How long until there is so much. */
    long waitNanos(long amount) {
        return (long) Math.ceil(Math.max(0, Math.min((double) amount, rate) - level) / rate * NANOS_PER_SECOND);
    }
}
