package datalab.web.rest;

import datalab.web.http.NoAnswer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as people write them into a URL: RFC 3339, a date, a time without zone (UTC), {@code now}, or back from now
 * such as {@code -15m}. A {@code +} that a URL has turned into a space is understood.
 */
final class TimeText {
    private static final String EXPECTED = "expected RFC 3339 (2024-05-01T12:00:00Z), a date (2024-05-01),"
            + " a time in UTC (2024-05-01 12:00:00), now, or back from now (-30s, -15m, -6h, -7d)";
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Pattern BACK = Pattern.compile("-(\\d{1,9})([smhd])");
    private static final int DAY_CHARS = "2024-05-01".length();
    private static final Pattern LOST_PLUS = Pattern.compile("(.*\\d:\\d\\d(?:\\.\\d+)?) (\\d\\d:?\\d\\d)");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private TimeText() {}

    static Instant parse(String name, String text, Clock clock) {
        Instant time;
        try {
            time = parse(text.strip(), clock);
        } catch (DateTimeException | ArithmeticException e) {
            throw NoAnswer.badRequest(name + " is '" + text + "', " + EXPECTED);
        }
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw NoAnswer.badRequest(name + " is '" + text + "', expected a time in the years 1 to 9999");
        }
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether it says a day and no time of it. */
    static boolean isDay(String text) {
        String stripped = text.strip();
        return stripped.length() == DAY_CHARS && Character.isDigit(stripped.charAt(0));
    }

    /** A length of time such as {@code 30s}, {@code 15m}, {@code 6h} or {@code 7d}. */
    static Duration length(String name, String text) {
        Matcher length = LENGTH.matcher(text.strip());
        if (!length.matches()) {
            throw NoAnswer.badRequest(name + " is '" + text + "', expected a length of time (30s, 15m, 6h, 7d) or any");
        }
        return length(Long.parseLong(length.group(1)), length.group(2));
    }

    private static Instant parse(String text, Clock clock) {
        Matcher back = BACK.matcher(text);
        if (back.matches()) {
            return clock.instant().minus(length(Long.parseLong(back.group(1)), back.group(2)));
        }
        if (text.equals("now")) {
            return clock.instant();
        }
        if (isDay(text)) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        return dateAndTime(text);
    }

    private static Instant dateAndTime(String text) {
        Matcher lost = LOST_PLUS.matcher(text);
        String whole = lost.matches() ? lost.group(1) + '+' + lost.group(2) : text;
        String iso = whole.length() > 10 && whole.charAt(10) == ' ' ? whole.replaceFirst(" ", "T") : whole;
        int afterDate = Math.min(10, iso.length());
        boolean zoned = iso.endsWith("Z")
                || iso.endsWith("z")
                || iso.substring(afterDate).matches(".*[+-].*");
        return zoned
                ? OffsetDateTime.parse(iso).toInstant()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
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
