package datalab.ingest.mqtt.wire;

import java.util.concurrent.atomic.AtomicLong;

/** What all connections together hold of packets that have not come to their end. Thread-safe. */
public final class PartialPacketBudget {
    /** What each connection may hold regardless of the others. */
    static final int FREE_BYTES = 4096;

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    public PartialPacketBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    public long bytes() {
        return bytes.get();
    }

    /** False where there is no room for more than a connection's own free part. */
    public boolean change(int before, int now) {
        long total = bytes.addAndGet(now - (long) before);
        return total <= bytesMax || now <= FREE_BYTES || now <= before;
    }
}
