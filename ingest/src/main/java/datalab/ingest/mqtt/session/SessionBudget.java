package datalab.ingest.mqtt.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What is remembered for all clients that are connected, so that many of them do not fill the memory. Thread-safe.
 *
 * <p>Each client has a small reserved part that others cannot use.
 */
final class SessionBudget {
    static final int FREE_BYTES = 8 * 1024;

    private final int eachBytesMax;
    private final long allBytesMax;
    private final AtomicLong bytes = new AtomicLong();

    SessionBudget(SessionLimits limits) {
        this.eachBytesMax = limits.eachBytesMax();
        this.allBytesMax = limits.allBytesMax();
    }

    /** What all hold beyond the parts of their own. */
    long bytes() {
        return bytes.get();
    }

    /** Lets one client's part grow or shrink; false, and nothing is changed, where there is no room. */
    boolean resize(int before, int now) {
        if (now > before && now > eachBytesMax) {
            return false;
        }
        long more = shared(now) - (long) shared(before);
        if (bytes.addAndGet(more) > allBytesMax && more > 0) {
            bytes.addAndGet(-more);
            return false;
        }
        return true;
    }

    /** As {@link #resize}, for what is there already and comes back or goes. */
    void move(int before, int now) {
        bytes.addAndGet(shared(now) - (long) shared(before));
    }

    private static int shared(int all) {
        return Math.max(0, all - FREE_BYTES);
    }
}
