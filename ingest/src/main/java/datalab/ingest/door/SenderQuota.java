package datalab.ingest.door;

import datalab.access.quota.ClientQuota;
import datalab.access.quota.QuotaExceeded;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Cause;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Takes what senders send from their quotas, and says why where nothing is left. */
public final class SenderQuota {
    private SenderQuota() {}

    /** Null where it is taken. */
    public static @Nullable Busy take(StreamBinding binding, long bytes) {
        return binding.quota.takesAll()
                ? null
                : busy(binding.quota.take(binding.stream().lab(), 1, bytes));
    }

    /** The same of what is for no lab. */
    public static @Nullable Busy take(ClientQuota quota, long bytes) {
        return busy(quota.take(null, 1, bytes));
    }

    /** The same for a sender who is held back, at most so long, until there is some. */
    static @Nullable Busy await(StreamBinding binding, long bytes, Duration atMost) {
        Busy busy = take(binding, bytes);
        long until = System.nanoTime() + atMost.toNanos();
        while (busy != null && !Thread.currentThread().isInterrupted()) {
            long left = until - System.nanoTime();
            if (busy.retryAfter().toNanos() > left) {
                return busy;
            }
            LockSupport.parkNanos(busy.retryAfter().toNanos());
            busy = take(binding, bytes);
        }
        return busy;
    }

    /** The same where few wait for one client at a time, as each holds what others need. */
    static @Nullable Busy awaitAsOneOfFew(StreamBinding binding, long bytes, Duration atMost) {
        Busy busy = take(binding, bytes);
        if (busy == null || !binding.quota.beginWait()) {
            return busy;
        }
        try {
            return await(binding, bytes, atMost);
        } finally {
            binding.quota.endWait();
        }
    }

    private static @Nullable Busy busy(@Nullable QuotaExceeded exceeded) {
        return exceeded == null ? null : new Busy(exceeded.retryAfter(), exceeded.detail(), Cause.OVER_QUOTA);
    }
}
