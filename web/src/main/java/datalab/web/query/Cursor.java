package datalab.web.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.time.ParsedTime;
import datalab.lab.time.TimeReader;
import datalab.lab.time.TimeRule;
import datalab.web.http.HttpProblem;
import java.time.Instant;
import java.util.Base64;

/**
 * Encodes and decodes the opaque cursors of pages. Not signed: a forged one gives no further access.
 */
public final class Cursor {
    private static final int CHARACTERS_MAX = 8192;
    private static final TimeReader TIMES = new TimeReader(TimeRule.UTC);

    private Cursor() {}

    public static String encode(String kind, String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((kind + '|' + place).getBytes(UTF_8));
    }

    public static String decode(String kind, String after) {
        if (after.length() > CHARACTERS_MAX) {
            throw malformed();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(after), UTF_8);
            if (text.startsWith(kind + '|') && text.indexOf('\u0000') < 0) {
                return text.substring(kind.length() + 1);
            }
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        throw malformed();
    }

    /** A time in a place; only one that a store can hold, which those of rows are. */
    public static Instant time(String text) {
        return switch (TIMES.read(text)) {
            case ParsedTime.Known(Instant time) -> time;
            case ParsedTime.Unknown unknown -> throw malformed();
        };
    }

    public static HttpProblem malformed() {
        return HttpProblem.badRequest(
                "after is not one that this endpoint gave; leave it out to begin at the first page");
    }
}
