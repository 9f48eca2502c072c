package datalab.ingest.door;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the unacknowledged bytes of all connections of one source, to bound memory. Thread-safe. */
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

    /** Whether connections with pending messages should stop reading. */
    public boolean isFull() {
        return bytes.get() > BYTES_MAX;
    }
}
