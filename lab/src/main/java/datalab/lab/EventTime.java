package datalab.lab;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which senders give times, all to the microsecond: ISO 8601 with or without zone, with {@code T} or a space,
 * extended or basic; a date alone (its midnight); seconds or milliseconds since 1970 as a number.
 */
public final class EventTime {
    public static final String EXPECTED =
            "a time such as 2024-05-31T18:00:00Z, 2024-05-31 18:00:00.5, 2024-05-31, or seconds or milliseconds since 1970";

    /** A number this great or greater counts milliseconds: as seconds it would be the year 5138. */
    private static final double MILLISECONDS_MIN = 1e11;

    private static final long SECONDS_MIN = -62_135_596_800L; // 0001-01-01
    private static final long SECONDS_MAX = 253_402_300_799L; // 9999-12-31T23:59:59
    private static final Instant PLAUSIBLE_MIN = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant PLAUSIBLE_MAX = Instant.parse("2201-01-01T00:00:00Z");

    private EventTime() {}

    /**
     * Reads a time from a text; null where it is none, or not in the years 1 to 9999 in UTC.
     *
     * @param zone of texts that name none. A local time that a clock change skips is taken as if the clock had not changed
     *     yet; of one that comes twice it is the first
     */
    public static @Nullable Instant parse(String text, ZoneId zone) {
        Instant time = new TimeText(text).instant(zone);
        boolean kept = time != null && time.getEpochSecond() >= SECONDS_MIN && time.getEpochSecond() <= SECONDS_MAX;
        return kept ? time : null;
    }

    /** Whether an event can have happened then: in the years 1900 to 2200. */
    public static boolean isPlausible(Instant time) {
        return !time.isBefore(PLAUSIBLE_MIN) && time.isBefore(PLAUSIBLE_MAX);
    }

    /** Reads the current token as a time; null where it is none. */
    static @Nullable Instant read(JsonParser parser, ZoneId zone) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            return parse(parser.getText(), zone);
        }
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return ofWhole(parser.getLongValue());
        }
        return token == JsonToken.VALUE_NUMBER_FLOAT && Numeral.isKeepable(parser)
                ? ofNumber(new BigDecimal(parser.getText()))
                : null;
    }

    private static @Nullable Instant ofWhole(long number) {
        boolean milliseconds = Math.abs((double) number) >= MILLISECONDS_MIN;
        long seconds = milliseconds ? Math.floorDiv(number, 1000L) : number;
        if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
            return null;
        }
        return milliseconds ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(seconds);
    }

    private static @Nullable Instant ofNumber(BigDecimal number) {
        double about = number.doubleValue();
        int unitDigits = Math.abs(about) >= MILLISECONDS_MIN ? 3 : 0;
        double seconds = unitDigits == 3 ? about / 1000 : about;
        if (!(seconds >= SECONDS_MIN && seconds <= SECONDS_MAX)) {
            return null;
        }
        long micros = number.movePointRight(6 - unitDigits)
                .setScale(0, RoundingMode.FLOOR)
                .longValue();
        return ofMicros(micros);
    }

    private static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
    }
}
