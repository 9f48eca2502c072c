package datalab.ingest.mqtt.live;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What large events on their way to clients take of memory until they are written: little ones are bounded by each connection,
 * but a large one for each of thousands of clients that do not read would be too much. Thread-safe.
 */
public final class LargeDeliveryBudget {
    private static final long BYTES_MAX = 64L * 1024 * 1024;

    private final AtomicLong bytes = new AtomicLong();

    /** False where too much is under way: to be tried again. */
    public boolean take(int more) {
        if (bytes.addAndGet(more) > BYTES_MAX) {
            bytes.addAndGet(-more);
            return false;
        }
        return true;
    }

    public void giveBack(int less) {
        bytes.addAndGet(-less);
    }
}
