package datalab.lab.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How times are written where it is none of the usual forms, in the letters of {@link DateTimeFormatter}; names of months and
 * days are English, regardless of the server's locale. Immutable.
 */
public final class TimePattern {
    private static final Instant SAMPLE = Instant.parse("2024-05-17T13:45:56.123456Z");
    private static final List<ChronoUnit> WHOLE = List.of(
            ChronoUnit.DAYS,
            ChronoUnit.HOURS,
            ChronoUnit.MINUTES,
            ChronoUnit.SECONDS,
            ChronoUnit.MILLIS,
            ChronoUnit.MICROS);
    /** What says a time of day, but not which without the hour. */
    private static final List<ChronoField> PARTS =
            List.of(ChronoField.HOUR_OF_AMPM, ChronoField.MINUTE_OF_HOUR, ChronoField.SECOND_OF_MINUTE);

    private static final Pattern FRACTION = Pattern.compile("\\[\\.(S{1,9})]");
    private static final int SECONDS_A_DAY = 86_400;

    private final DateTimeFormatter parser;

    /** @throws IllegalArgumentException where the letters are no pattern */
    TimePattern(String pattern) {
        this.parser = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.ERA, 1)
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /**
     * Writes times so, in a zone. A fraction in brackets, such as {@code [.SSS]}, has as many digits as the time needs, and is
     * left out where that is none. Throws {@link IllegalArgumentException} where the letters are no pattern.
     */
    public static DateTimeFormatter writing(String pattern) {
        DateTimeFormatterBuilder writing = new DateTimeFormatterBuilder();
        int from = 0;
        for (Matcher fraction = FRACTION.matcher(pattern); fraction.find(); from = fraction.end()) {
            writing.appendPattern(pattern.substring(from, fraction.start()))
                    .appendFraction(
                            ChronoField.NANO_OF_SECOND, 0, fraction.group(1).length(), true);
        }
        return writing.appendPattern(pattern.substring(from)).toFormatter(Locale.ENGLISH);
    }

    /** Why times cannot be read by a pattern; null where they can. */
    public static @Nullable String mistake(String pattern) {
        try {
            TimePattern read = new TimePattern(pattern);
            String written = writing(pattern).format(SAMPLE.atZone(ZoneOffset.UTC));
            ParsedTime back = read.read(written, new LocalTimeResolver(TimeRule.UTC));
            boolean isWhole =
                    WHOLE.stream().anyMatch(unit -> new ParsedTime.Known(SAMPLE.truncatedTo(unit)).equals(back));
            return isWhole ? null : "it does not say the year, the month, the day and what of the time of day is meant";
        } catch (IllegalArgumentException | DateTimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Reads one time, whose own offset or zone comes before the stream's; null where it is not written so. */
    @Nullable
    ParsedTime read(String text, LocalTimeResolver zone) {
        try {
            TemporalAccessor parsed = parser.parse(text);
            LocalDate day = parsed.query(TemporalQueries.localDate());
            if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
                return ParsedTime.of(parsed.getLong(ChronoField.INSTANT_SECONDS), nano(parsed));
            }
            if (day == null || !parsed.isSupported(ChronoField.HOUR_OF_DAY)) {
                boolean isDay = day != null && PARTS.stream().noneMatch(parsed::isSupported);
                return isDay ? zone.startOf(day) : null;
            }
            return zone.at(day.toEpochDay() * SECONDS_A_DAY + secondOfDay(parsed), nano(parsed));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static long secondOfDay(TemporalAccessor parsed) {
        return (orZero(parsed, ChronoField.HOUR_OF_DAY) * 60L + orZero(parsed, ChronoField.MINUTE_OF_HOUR)) * 60
                + orZero(parsed, ChronoField.SECOND_OF_MINUTE);
    }

    /** Cut to the microsecond. */
    private static int nano(TemporalAccessor parsed) {
        return orZero(parsed, ChronoField.NANO_OF_SECOND) / 1000 * 1000;
    }

    private static int orZero(TemporalAccessor parsed, ChronoField field) {
        return parsed.isSupported(field) ? parsed.get(field) : 0;
    }
}
