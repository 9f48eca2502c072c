package datalab.ingest.mqtt;

import java.util.concurrent.atomic.AtomicLong;

/** What waits for acknowledgement on all connections together, so that many of them do not fill the memory. Thread-safe. */
final class Backlog {
    private static final long BYTES_MAX = 64L * 1024 * 1024;

    private final AtomicLong bytes = new AtomicLong();

    void add(int more) {
        bytes.addAndGet(more);
    }

    void remove(int less) {
        bytes.addAndGet(-less);
    }

    boolean isFull() {
        return bytes.get() > BYTES_MAX;
    }
}
