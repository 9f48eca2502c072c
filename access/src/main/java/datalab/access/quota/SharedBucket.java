package datalab.access.quota;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rate that clients share fairly. Each client of the last ten seconds has an equal part of it, and what a
 * part leaves unused is open to all. A client below its part is never refused because of others; all together take at most
 * the rate, and a burst of what comes in within two seconds. Not thread-safe.
 */
final class SharedBucket {
    private static final long LATELY_NANOS = 10_000_000_000L;
    private static final int CLIENTS_MAX = 10_000;
    private static final String OTHERS = "";

    private final long rate;
    private final TokenBucket all;
    private final Map<String, Part> parts = new LinkedHashMap<>(16, 0.75f, true);

    SharedBucket(long rate, long now) {
        this.rate = rate;
        this.all = new TokenBucket(rate, rate, now);
    }

    private static final class Part {
        private final TokenBucket bucket;
        private long used;

        Part(TokenBucket bucket) {
            this.bucket = bucket;
        }
    }

    /** After how long a client may take so much; 0 for now. */
    long waitNanos(String client, long amount, long now) {
        if (rate == 0) {
            return 0;
        }
        TokenBucket own = refilled(client, now);
        return isOwn(own, amount) || all.has(amount)
                ? 0
                : Math.max(1, Math.min(own.waitNanos(amount), all.waitNanos(amount)));
    }

    /** To be called only where there is nothing to wait for. */
    void take(String client, long amount, long now) {
        if (rate > 0) {
            TokenBucket own = refilled(client, now);
            if (isOwn(own, amount)) {
                own.take(amount);
            }
            all.take(amount);
        }
    }

    private TokenBucket refilled(String client, long now) {
        TokenBucket own = part(client, now).bucket;
        own.refill((double) rate / parts.size(), now);
        all.refill((double) rate, now);
        return own;
    }

    private boolean isOwn(TokenBucket own, long amount) {
        return own.has(amount) && all.level() - amount >= -rate;
    }

    /** The least recently used come first. */
    private Part part(String client, long now) {
        Iterator<Part> oldest = parts.values().iterator();
        while (oldest.hasNext() && now - oldest.next().used > LATELY_NANOS) {
            oldest.remove();
        }
        String name = parts.containsKey(client) || parts.size() < CLIENTS_MAX ? client : OTHERS;
        double own = (double) rate / (parts.size() + 1);
        Part part = parts.computeIfAbsent(name, made -> new Part(new TokenBucket(own, own, now)));
        part.used = now;
        return part;
    }
}
