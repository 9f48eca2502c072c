package datalab.ingest.door;

import java.util.concurrent.atomic.AtomicLong;

/** What waits for acknowledgement on all connections of one way in, so that many of them do not fill the memory. Thread-safe. */
public final class UnacknowledgedBytes {
    private static final long BYTES_MAX = 64L * 1024 * 1024;

    private final AtomicLong bytes = new AtomicLong();

    public void add(long more) {
        bytes.addAndGet(more);
    }

    public void remove(long less) {
        bytes.addAndGet(-less);
    }

    public long bytes() {
        return bytes.get();
    }

    /** Whether those who already have something waiting should read no more. */
    public boolean isFull() {
        return bytes.get() > BYTES_MAX;
    }
}
