package datalab.lab.time;

import datalab.lab.time.ParsedTime.Known;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the text of a time. Written by hand because {@link java.time.format.DateTimeFormatter} takes ten times as
 * long and this is done for every event. Owned by one thread.
 */
final class TimeParser {
    private static final int SECONDS_A_DAY = 86_400;

    private final String text;
    private int at;
    private boolean bad;
    private boolean leaps;
    private boolean mayHaveFraction;
    private boolean endsDay;
    private boolean zoned;

    TimeParser(String text) {
        this.text = text;
    }

    /** The time, cut to the microsecond; null where the text is none. */
    @Nullable
    ParsedTime read(LocalTimeResolver zone) {
        LocalDate day = date();
        if (bad || at == text.length()) {
            return bad ? null : zone.startOf(day);
        }
        bad = !(skip('T') || skip('t') || skip(' '));
        long second = day.toEpochDay() * SECONDS_A_DAY + timeOfDay();
        int nano = fraction();
        bad |= endsDay && nano > 0;
        zoned = at < text.length();
        int offset = zoned ? offset() : 0;
        if (bad || at != text.length()) {
            return null;
        }
        ParsedTime time = zoned ? ParsedTime.of(second - offset, nano) : zone.at(second, nano);
        return leaps && time instanceof Known(Instant last) ? leapt(last) : time;
    }

    /** Whether what was read names its offset from UTC. */
    boolean isZoned() {
        return zoned;
    }

    /** A UTC leap second at the end of a month: other clocks do not have it, so it becomes the next second. */
    private static @Nullable ParsedTime leapt(Instant last) {
        Instant next = last.plusSeconds(1);
        boolean isMonth = Math.floorMod(next.getEpochSecond(), SECONDS_A_DAY) == 0
                && LocalDate.ofEpochDay(next.getEpochSecond() / SECONDS_A_DAY).getDayOfMonth() == 1;
        return isMonth ? ParsedTime.of(next.getEpochSecond(), next.getNano()) : null;
    }

    /** {@code yyyy-MM-dd} or {@code yyyyMMdd} . */
    private LocalDate date() {
        int year = digits(4);
        boolean extended = skip('-');
        int month = digits(2);
        bad |= extended != skip('-');
        int day = digits(2);
        bad |= year == 0 || month < 1 || month > 12 || day < 1;
        bad = bad || (day > 28 && day > YearMonth.of(year, month).lengthOfMonth());
        return bad ? LocalDate.EPOCH : LocalDate.of(year, month, day);
    }

    /** {@code HH}, {@code HH:mm}, {@code HH:mm:ss} or without colons, as seconds; 24:00 is the next day, and :60 leaps. */
    private int timeOfDay() {
        int hour = digits(2);
        boolean extended = skip(':');
        boolean minutes = extended || isDigit();
        int minute = minutes ? digits(2) : 0;
        boolean seconds = extended ? skip(':') : minutes && isDigit();
        int second = seconds ? digits(2) : 0;
        bad |= hour > 24 || minute > 59 || second > 60;
        bad |= hour == 24 && (minute > 0 || second > 0);
        leaps = second == 60;
        mayHaveFraction = seconds; // ISO 8601 has fractions of hours and minutes, too, which few mean
        endsDay = hour == 24;
        return (hour * 60 + minute) * 60 + (leaps ? 59 : second);
    }

    /** What follows a point or comma, as nanoseconds cut to whole microseconds. */
    private int fraction() {
        if (!skip('.') && !skip(',')) {
            return 0;
        }
        bad |= !isDigit() || !mayHaveFraction;
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
        int minutes = skip(':') || isDigit() ? digits(2) : 0;
        int seconds = (hours * 60 + minutes) * 60;
        bad |= hours > 23 || minutes > 59;
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
