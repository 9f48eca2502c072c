package datalab.web.query;

import datalab.lab.stream.EventStream;
import datalab.lab.time.ParsedTime;
import datalab.lab.time.ParsedTime.Known;
import datalab.lab.time.ParsedTime.Unknown;
import datalab.lab.time.TimeReader;
import datalab.lab.time.TimeRule;
import datalab.web.http.HttpProblem;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses times in URLs: all forms that the stream accepts from senders, {@code now}, or relative to now such as {@code
 * -15m}. A {@code +} that a URL has turned into a space is understood. Thread-safe.
 */
public final class TimeParameters {
    private static final String OR_NOW = ", or now, or back from now (-30s, -15m, -6h, -7d)";
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Pattern BACK = Pattern.compile("-(\\d{1,9})([smhd])");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d|\\d{8}");
    private static final Pattern LOST_PLUS = Pattern.compile("(.*\\d:\\d\\d(?:[.,]\\d+)?) (\\d\\d(?::?\\d\\d)?)");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private final TimeReader senders;
    private final TimeReader usual;
    private final ZoneId zone;
    private final Clock clock;

    public TimeParameters(EventStream stream, Clock clock) {
        this(stream.times(), clock);
    }

    /** For queries that are not of one stream. */
    public TimeParameters(TimeRule rule, Clock clock) {
        this.senders = new TimeReader(rule);
        this.usual = new TimeReader(rule.withoutFormat());
        this.zone = rule.zone();
        this.clock = clock;
    }

    /** What {@code from} and {@code to} come to, as they can be given again at any time. */
    static Map<String, String> effective(@Nullable Instant from, @Nullable Instant to) {
        Map<String, String> times = new HashMap<>();
        if (from != null) {
            times.put("from", from.toString());
        }
        if (to != null) {
            times.put("to", to.toString());
        }
        return times;
    }

    /** The event time that a parameter says, or the start of a window. */
    Instant parse(String name, String text) {
        return parse(name, text, senders);
    }

    /** The time that a parameter says for another field, which the stream's format is not of. */
    Instant parseField(String name, String text) {
        return parse(name, text, usual);
    }

    private Instant parse(String name, String text, TimeReader first) {
        String stripped = text.strip();
        Matcher back = BACK.matcher(stripped);
        if (back.matches()) {
            return back(name, text, length(Long.parseLong(back.group(1)), back.group(2)));
        }
        if (stripped.equals("now")) {
            return clock.instant().truncatedTo(ChronoUnit.MICROS);
        }
        Matcher lost = LOST_PLUS.matcher(stripped);
        return switch (read(lost.matches() ? lost.group(1) + '+' + lost.group(2) : stripped, first)) {
            case Known(Instant time) -> time;
            case Unknown(String expected) ->
                throw HttpProblem.badRequest(name + " is '" + text + "', expected " + expected + OR_NOW);
        };
    }

    /** A time before which something lies; a day stands for the whole of it. */
    Instant parseToEndOfDay(String name, String text) {
        Instant time = parse(name, text);
        return DAY.matcher(text.strip()).matches()
                ? time.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant()
                : time;
    }

    /** A length of time such as {@code 30s}, {@code 15m}, {@code 6h} or {@code 7d}. */
    static Duration length(String name, String text) {
        Matcher length = LENGTH.matcher(text.strip());
        if (!length.matches()) {
            throw HttpProblem.badRequest(
                    name + " is '" + text + "', expected a length of time (30s, 15m, 6h, 7d) or any");
        }
        return length(Long.parseLong(length.group(1)), length.group(2));
    }

    /** The usual forms are understood beside the stream's own. */
    private ParsedTime read(String text, TimeReader first) {
        ParsedTime time = first.read(text);
        return time instanceof Known ? time : usual.read(text);
    }

    private Instant back(String name, String text, Duration length) {
        try {
            Instant time = clock.instant().minus(length);
            if (!time.isBefore(EARLIEST)) {
                return time.truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw tooFar(name, text);
        }
        throw tooFar(name, text);
    }

    private static HttpProblem tooFar(String name, String text) {
        return HttpProblem.badRequest(name + " is '" + text + "', expected a time in the years 1 to 9999");
    }

    private static Duration length(long amount, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
