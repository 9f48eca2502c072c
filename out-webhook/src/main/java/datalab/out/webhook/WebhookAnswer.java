package datalab.out.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpResponse;

/**
 * What a receiver says to a request.
 *
 * @param retryAfter when it wants to be asked again, in its own words; empty where it does not say
 * @param text the beginning of the body
 */
record WebhookAnswer(int status, String retryAfter, String text) {
    private static final int TEXT_CHARS_MAX = 200;
    private static final int RETRY_AFTER_CHARS_MAX = 40;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;

    static WebhookAnswer of(HttpResponse<byte[]> response) {
        String retryAfter = response.headers().firstValue("Retry-After").orElse("");
        return new WebhookAnswer(
                response.statusCode(),
                line(retryAfter, RETRY_AFTER_CHARS_MAX),
                line(new String(response.body(), UTF_8), TEXT_CHARS_MAX));
    }

    /** The receiver has the rows. */
    boolean isTaken() {
        return status / 100 == 2;
    }

    /** The request is refused for what it is: another one may be taken. All else passes with time. */
    boolean isRefusal() {
        return status / 100 == 4 && status != REQUEST_TIMEOUT && status != TOO_EARLY && status != TOO_MANY_REQUESTS;
    }

    /** For people. */
    String words() {
        return status
                + (retryAfter.isEmpty() ? "" : ", Retry-After: " + retryAfter)
                + (status / 100 == 3 ? ", and redirects are not followed" : "")
                + (text.isEmpty() ? "" : ": " + text);
    }

    private static String line(String text, int charsMax) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.substring(0, line.offsetByCodePoints(0, Math.min(charsMax, line.codePointCount(0, line.length()))));
    }
}
