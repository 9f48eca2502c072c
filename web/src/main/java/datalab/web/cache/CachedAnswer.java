package datalab.web.cache;

import datalab.web.http.Answer;
import java.time.Duration;

/**
 * An answer to be sent.
 *
 * @param age since its load began
 */
public record CachedAnswer(Answer answer, Duration age, Freshness freshness) {}
