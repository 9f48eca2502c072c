package datalab.store.result;

import java.time.Duration;

/** Until when a question may read rows, from when this was made. Thread-safe. */
public final class TimeLimit {
    private final String what;
    private final Duration max;
    private final long endNanos;

    public TimeLimit(String what, Duration max) {
        this.what = what;
        this.max = max;
        this.endNanos = System.nanoTime() + max.toNanos();
    }

    /**
     * Goes on while there is time.
     *
     * @throws QueryTimeout where the time is over
     */
    public void check() {
        if (System.nanoTime() - endNanos > 0) {
            throw new QueryTimeout(what, max);
        }
    }
}
