package datalab.access.quota;

import java.time.Duration;

/**
 * Why something is not taken now.
 *
 * @param limit the setting that says so
 * @param detail in words for who asked
 */
public record QuotaExceeded(String limit, String detail, Duration retryAfter) {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    static QuotaExceeded of(String limit, long rate, String what, long waitNanos) {
        Duration wait = Duration.ofNanos(waitNanos);
        return new QuotaExceeded(
                "quotas." + limit,
                "more than " + rate + " " + what + " (quotas." + limit + ")",
                wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait);
    }
}
