package datalab.web.cache;

import datalab.web.http.Answer;
import java.time.Duration;

/**
 * An answer and when its load began.
 *
 * @param nanos on the cache's ticker
 * @param version of what it was made from, when its load began; the answer may be newer
 */
record CacheEntry(Answer answer, long nanos, Freshness freshness, String version) {

    boolean isFresh(long now) {
        return now - nanos < freshness.ttl().toNanos();
    }

    boolean isServable(long now) {
        return now - nanos < freshness.kept().toNanos();
    }

    /** How much longer it is kept. */
    Duration left(long now) {
        return freshness.kept().minusNanos(now - nanos);
    }

    CachedAnswer served(long now, boolean wasKept) {
        return new CachedAnswer(answer, Duration.ofNanos(Math.max(0, now - nanos)), freshness, wasKept);
    }
}
