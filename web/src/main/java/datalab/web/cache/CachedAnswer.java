package datalab.web.cache;

import datalab.web.http.Answer;
import java.time.Duration;

/**
 * An answer to be sent.
 *
 * @param age since its load began
 * @param isKept whether it was in memory already
 */
public record CachedAnswer(Answer answer, Duration age, Freshness freshness, boolean isKept) {

    /** What the cache did for the request, as RFC 9211 has it. */
    String cacheStatus() {
        Duration left = freshness.ttl().minus(age);
        return isKept ? "DataLab; hit; ttl=" + left.toSeconds() : "DataLab; fwd=miss";
    }
}
