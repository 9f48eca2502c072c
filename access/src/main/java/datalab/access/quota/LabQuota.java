package datalab.access.quota;

import org.jspecify.annotations.Nullable;

/** What the clients of one lab have left to share. Thread-safe. */
final class LabQuota {
    private final String lab;
    private final QuotaLimits limits;
    private final SharedBucket events;
    private final SharedBucket bytes;

    LabQuota(String lab, QuotaLimits limits, long now) {
        this.lab = lab;
        this.limits = limits;
        this.events = new SharedBucket(limits.labEvents(), now);
        this.bytes = new SharedBucket(limits.labBytes(), now);
    }

    /** All or nothing; null where it is taken. */
    synchronized @Nullable QuotaExceeded take(String client, long count, long size, long now) {
        long wait = events.waitNanos(client, count, now);
        if (wait > 0) {
            return QuotaExceeded.of("lab_events", limits.labEvents(), "events a second for lab " + lab, wait);
        }
        wait = bytes.waitNanos(client, size, now);
        if (wait > 0) {
            return QuotaExceeded.of("lab_bytes", limits.labBytes(), "bytes a second for lab " + lab, wait);
        }
        events.take(client, count, now);
        bytes.take(client, size, now);
        return null;
    }
}
