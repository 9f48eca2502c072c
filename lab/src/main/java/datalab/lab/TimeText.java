package datalab.lab;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the text of a time. Written by hand because {@link java.time.format.DateTimeFormatter} takes ten times as
 * long and this is done for every event. Owned by one thread.
 */
final class TimeText {
    private static final int SECONDS_A_DAY = 86_400;

    private final String text;
    private int at;
    private boolean bad;

    TimeText(String text) {
        this.text = text;
    }

    /** The time, truncated to the microsecond; null where the text is none. */
    @Nullable
    Instant instant(ZoneId zone) {
        long day = date();
        int second = 0;
        int nano = 0;
        int offset = 0;
        boolean zoned = false;
        if (!bad && at < text.length()) {
            bad |= !(skip('T') || skip('t') || skip(' '));
            second = timeOfDay();
            nano = fraction();
            zoned = at < text.length();
            offset = zoned ? offset() : 0;
        }
        if (bad || at != text.length()) {
            return null;
        }
        long local = day * SECONDS_A_DAY + second;
        if (zoned) {
            return Instant.ofEpochSecond(local - offset, nano);
        }
        return zone instanceof ZoneOffset fixed
                ? Instant.ofEpochSecond(local - fixed.getTotalSeconds(), nano)
                : LocalDateTime.ofEpochSecond(local, nano, ZoneOffset.UTC)
                        .atZone(zone)
                        .toInstant();
    }

    /** {@code yyyy-MM-dd} or {@code yyyyMMdd} as days since 1970. */
    private long date() {
        int year = digits(4);
        boolean extended = skip('-');
        int month = digits(2);
        bad |= extended != skip('-');
        int day = digits(2);
        bad |= year == 0 || month < 1 || month > 12 || day < 1;
        bad = bad || (day > 28 && day > YearMonth.of(year, month).lengthOfMonth());
        return bad ? 0 : LocalDate.of(year, month, day).toEpochDay();
    }

    /** {@code HH}, {@code HH:mm}, {@code HH:mm:ss} or without colons, as seconds; 24:00 and :59:60 are the next second. */
    private int timeOfDay() {
        int hour = digits(2);
        boolean extended = skip(':');
        boolean minutes = extended || isDigit();
        int minute = minutes ? digits(2) : 0;
        boolean seconds = extended ? skip(':') : minutes && isDigit();
        int second = seconds ? digits(2) : 0;
        bad |= hour > 24 || minute > 59 || second > 60;
        bad |= (hour == 24 && (minute > 0 || second > 0)) || (second == 60 && minute != 59);
        return (hour * 60 + minute) * 60 + second;
    }

    /** What follows a point or comma, as nanoseconds cut to whole microseconds. */
    private int fraction() {
        if (!skip('.') && !skip(',')) {
            return 0;
        }
        bad |= !isDigit();
        int micros = 0;
        int unit = 100_000;
        for (; isDigit(); at++, unit /= 10) {
            micros += (text.charAt(at) - '0') * unit;
        }
        return micros * 1000;
    }

    /** {@code Z}, {@code UTC}, {@code +HH}, {@code +HHmm} or {@code +HH:mm}, after a space or not, as seconds. */
    private int offset() {
        skip(' ');
        if (skip('Z') || skip('z')) {
            return 0;
        }
        if (text.startsWith("UTC", at) || text.startsWith("GMT", at)) {
            at += 3;
            return 0;
        }
        boolean negative = skip('-') || skip('\u2212');
        bad |= !negative && !skip('+');
        int hours = digits(2);
        boolean minutes = skip(':') || isDigit();
        int seconds = (hours * 60 + (minutes ? digits(2) : 0)) * 60;
        bad |= seconds > 18 * 3600;
        return negative ? -seconds : seconds;
    }

    private int digits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (!isDigit()) {
                bad = true;
                return 0;
            }
            value = value * 10 + text.charAt(at++) - '0';
        }
        return value;
    }

    private boolean isDigit() {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private boolean skip(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }
}
