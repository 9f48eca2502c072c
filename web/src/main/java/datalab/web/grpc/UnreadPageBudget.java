package datalab.web.grpc;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The pages that wait until their clients read them, of all calls together: bounded, and when that is reached, those that
 * nobody has read from for long are given up. Thread-safe.
 */
final class UnreadPageBudget {
    private final long bytesMax;
    private final Duration silenceMax;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<PageCall<?>> calls = ConcurrentHashMap.newKeySet();

    /** @param silenceMax how long a client may read nothing while others need the room */
    UnreadPageBudget(long bytesMax, Duration silenceMax) {
        this.bytesMax = bytesMax;
        this.silenceMax = silenceMax;
    }

    /** Whether one more page may wait. */
    boolean hasRoom() {
        if (bytes.get() >= bytesMax) {
            calls.forEach(call -> call.giveUpAfter(silenceMax));
        }
        return bytes.get() < bytesMax;
    }

    void add(PageCall<?> call, long more) {
        calls.add(call);
        bytes.addAndGet(more);
    }

    void remove(long less) {
        bytes.addAndGet(-less);
    }

    /** The call is over, and has removed what it had. */
    void forget(PageCall<?> call) {
        calls.remove(call);
    }

    long bytes() {
        return bytes.get();
    }
}
