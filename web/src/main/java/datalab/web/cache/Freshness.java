package datalab.web.cache;

import java.time.Duration;

/**
 * How long an answer may be served without querying the store again.
 *
 * @param ttl how long it is fresh; zero if every request needs a query that starts after its arrival
 * @param stale how long after that it may still be served while one request refreshes it
 */
public record Freshness(Duration ttl, Duration stale) {
    public static final Freshness NONE = new Freshness(Duration.ZERO, Duration.ZERO);

    boolean isCached() {
        return ttl.isPositive();
    }

    Duration kept() {
        return ttl.plus(stale);
    }

    /** The value of {@code Cache-Control} that tells clients the same. */
    public String cacheControl() {
        if (!isCached()) {
            return "no-cache";
        }
        String fresh = "max-age=" + ttl.toSeconds();
        return stale.isZero() ? fresh : fresh + ", stale-while-revalidate=" + stale.toSeconds();
    }
}
