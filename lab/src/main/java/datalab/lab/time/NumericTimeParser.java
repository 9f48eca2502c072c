package datalab.lab.time;

import datalab.lab.time.ParsedTime.Unknown;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses times written as numbers: infers the unit since 1970 from the magnitude, and never takes the digits of a date for
 * a count. Immutable.
 */
final class NumericTimeParser {
    private static final String SMALL =
            "a date, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970"
                    + " from 100000000 on; time.format in lab.yaml says where a smaller one is meant";
    private static final String NO_DATE = "a date and time of day that there is, or a number since 1970";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,400}(\\.[0-9]{0,400})?([eE][+-]?[0-9]{1,3})?");
    private static final int LONG_DIGITS = 18;

    /** Of a date and a time of day down to the second. */
    private static final int SECOND_DIGITS = 14;

    /** As {@link TimeUnit#of} has them, for the numbers that most senders give. */
    private static final long SECONDS_MIN = 100_000_000L;

    private static final long MILLISECONDS_MIN = 100_000_000_000L;

    private static final long MICROSECONDS_MIN = 100_000_000_000_000L;
    private static final int YEAR_MIN = 1900;
    private static final int YEAR_MAX = 2200;
    private static final int SECONDS_A_DAY = 86_400;

    private final LocalTimeResolver local;

    NumericTimeParser(LocalTimeResolver local) {
        this.local = local;
    }

    /** Whether a text is a number as JSON writes it, or nearly. */
    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    ParsedTime read(long number) {
        ParsedTime spelled = spelled(number);
        if (spelled != null) {
            return spelled;
        }
        if (number >= SECONDS_MIN && number < MILLISECONDS_MIN) {
            return ParsedTime.of(number, 0);
        }
        if (number >= MILLISECONDS_MIN && number < MICROSECONDS_MIN) {
            return ParsedTime.of(number / 1000, (int) (number % 1000) * 1_000_000);
        }
        return count(BigDecimal.valueOf(number));
    }

    /** @param number in the form of {@link #isNumber} */
    ParsedTime read(String number) {
        BigDecimal value = new BigDecimal(number);
        boolean isWhole = value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
        return isWhole && value.precision() - value.scale() <= LONG_DIGITS
                ? read(value.longValueExact())
                : count(value);
    }

    private ParsedTime count(BigDecimal number) {
        ParsedTime spelled = number.signum() > 0 ? spelled(number) : null;
        if (spelled != null) {
            return spelled;
        }
        TimeUnit unit = TimeUnit.of(number);
        if (unit != null) {
            return unit.time(number);
        }
        return TimeUnit.isTooSmall(number) ? new Unknown(SMALL) : ParsedTime.of(Long.MAX_VALUE, 0);
    }

    /** What the digits say as a date and maybe a time of day; null where they spell none. */
    private @Nullable ParsedTime spelled(long number) {
        return switch (digits(number)) {
            case 8 -> beginning(number);
            case 10 -> either(number * 10_000, "yyyyMMddHH", TimeUnit.SECONDS);
            case 12 -> either(number * 100, "yyyyMMddHHmm", TimeUnit.MILLISECONDS);
            case 14 -> dated(number, 0);
            default -> null;
        };
    }

    /**
     * What the digits of a number say that is long, or has a fraction. A date and time down to the second may go on with what
     * is finer.
     */
    private @Nullable ParsedTime spelled(BigDecimal number) {
        int digits = number.precision() - number.scale();
        BigDecimal seconds = number.movePointLeft(digits - SECOND_DIGITS);
        return switch (digits) {
            case 12 -> either(number.longValue() * 100, "yyyyMMddHHmm", TimeUnit.MILLISECONDS);
            case 14, 17, 20 -> dated(seconds.longValue(), nanos(seconds));
            case 15, 16 -> either(seconds.longValue(), fine(digits), TimeUnit.MICROSECONDS);
            case 18, 19 -> either(seconds.longValue(), fine(digits), TimeUnit.NANOSECONDS);
            default -> null;
        };
    }

    /** Digits that start like a current year but form no valid date are no count of the year 2600 either. */
    private @Nullable ParsedTime dated(long digits, int nano) {
        ParsedTime moment = moment(digits, nano);
        return moment == null && isYear(digits / 10_000_000_000L) ? new Unknown(NO_DATE) : moment;
    }

    private static String fine(int digits) {
        return "yyyyMMddHHmmss" + "S".repeat(digits - SECOND_DIGITS);
    }

    /** What is behind the point, cut to the microsecond. */
    private static int nanos(BigDecimal seconds) {
        return seconds.remainder(BigDecimal.ONE).movePointRight(6).intValue() * 1000;
    }

    private @Nullable ParsedTime beginning(long digits) {
        LocalDate day = day(digits);
        return day == null ? null : local.startOf(day);
    }

    /** Digits of a date that could also be a current count since 1970: ambiguous. */
    private @Nullable ParsedTime either(long digits, String format, TimeUnit unit) {
        boolean isMidnight = digits / 10_000 % 100 == 24; // hours are counted from 1 to 24, too
        return moment(isMidnight ? digits - 10_000 : digits, 0) == null
                ? null
                : new Unknown("a time that cannot be a date as well as " + unit.text() + " since 1970; time.format in"
                        + " lab.yaml says which it is: " + format + " or " + unit.text());
    }

    /** @param digits year to second */
    private @Nullable ParsedTime moment(long digits, int nano) {
        LocalDate day = day(digits / 1_000_000);
        long hour = digits / 10_000 % 100;
        long minute = digits / 100 % 100;
        long second = digits % 100;
        if (day == null || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        return local.at(day.toEpochDay() * SECONDS_A_DAY + (hour * 60 + minute) * 60 + second, nano);
    }

    private static @Nullable LocalDate day(long digits) {
        int year = (int) (digits / 10_000);
        int month = (int) (digits / 100 % 100);
        int day = (int) (digits % 100);
        boolean isDay = isYear(year) && month >= 1 && month <= 12 && day >= 1;
        return isDay && day <= YearMonth.of(year, month).lengthOfMonth() ? LocalDate.of(year, month, day) : null;
    }

    private static boolean isYear(long year) {
        return year >= YEAR_MIN && year <= YEAR_MAX;
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
