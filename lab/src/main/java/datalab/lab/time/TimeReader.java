package datalab.lab.time;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.time.ParsedTime.Unknown;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times that people and programs write, whichever way they come: ISO 8601 and RFC 3339 with or without zone, with
 * {@code T} or a space, extended or basic; a date alone (its midnight); numbers since 1970; what a stream's format says. All
 * are cut to the microsecond. Thread-safe.
 */
public final class TimeReader {
    private static final String EXPECTED =
            "a time such as 2024-05-31T18:00:00Z, 2024-05-31 18:00:00.5, 2024-05-31, or seconds or milliseconds since 1970";

    private final @Nullable String format;
    private final @Nullable TimeUnit unit;
    private final @Nullable TimePattern pattern;
    private final LocalTimeResolver local;
    private final NumericTimeParser numbers;

    public TimeReader(TimeRule rule) {
        this.format = rule.format();
        this.unit = format == null ? null : TimeUnit.named(format);
        this.pattern = format == null || unit != null ? null : new TimePattern(format);
        this.local = new LocalTimeResolver(rule);
        this.numbers = new NumericTimeParser(local);
    }

    /** Reads a text; spaces around it do not count. */
    public ParsedTime read(String text) {
        String time = text.strip();
        if (format != null) {
            return readFormat(time);
        }
        return NumericTimeParser.isNumber(time) ? numbers.read(time) : usual(time, EXPECTED);
    }

    /** Reads the token the parser is at, a number as the text of its digits. */
    public ParsedTime read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
            return new Unknown(format == null ? EXPECTED : expectedFormat());
        }
        boolean isCommon = format == null
                && token == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return isCommon ? numbers.read(parser.getLongValue()) : read(parser.getText());
    }

    /** A full time with its offset is understood with any format, so that what DataLab writes can be sent again. */
    private ParsedTime readFormat(String time) {
        if (unit != null && NumericTimeParser.isNumber(time)) {
            return unit.time(new BigDecimal(time));
        }
        ParsedTime read = pattern == null ? null : pattern.read(time, local);
        if (read == null) {
            TimeParser whole = new TimeParser(time);
            ParsedTime usual = whole.read(local);
            read = whole.isZoned() ? usual : null;
        }
        return read == null ? new Unknown(expectedFormat()) : read;
    }

    private ParsedTime usual(String time, String expected) {
        ParsedTime read = new TimeParser(time).read(local);
        return read == null ? new Unknown(expected) : read;
    }

    private String expectedFormat() {
        return "a time written as " + format + ", as the stream says, or such as 2024-05-31T18:00:00Z";
    }
}
