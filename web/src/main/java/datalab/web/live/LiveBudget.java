package datalab.web.live;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes that wait to be written to all live subscribers together. Bounded; a little always has room.
 * Thread-safe.
 */
final class LiveBudget {
    private static final int LITTLE_BYTES = 64 * 1024;

    private final long max;
    private final AtomicLong bytes = new AtomicLong();

    LiveBudget(long max) {
        this.max = max;
    }

    /**
     * Whether more may wait for one of them; then it has to be {@link #remove}d.
     *
     * @param waiting for the same one already
     */
    boolean add(int more, int waiting) {
        if (bytes.addAndGet(more) <= max || waiting + more <= LITTLE_BYTES) {
            return true;
        }
        remove(more);
        return false;
    }

    void remove(int less) {
        bytes.addAndGet(-less);
    }

    long bytes() {
        return bytes.get();
    }
}
