package datalab.web.cache;

import datalab.web.http.Answer;
import java.time.Duration;

/**
 * An answer and when its load began.
 *
 * @param nanos on the cache's ticker
 */
record CacheEntry(Answer answer, long nanos, Freshness freshness) {

    boolean isFresh(long now) {
        return now - nanos < freshness.ttl().toNanos();
    }

    boolean isServable(long now) {
        return now - nanos < freshness.kept().toNanos();
    }

    CachedAnswer served(long now) {
        return new CachedAnswer(answer, Duration.ofNanos(Math.max(0, now - nanos)), freshness);
    }
}
