package datalab.lab.time;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The unit of a numeric time since 1970. Without a unit, its size decides: every unit begins at 1e8 s, in March of
 * 1973, and ends where the next begins.
 */
public enum TimeUnit {
    SECONDS(0),
    MILLISECONDS(3),
    MICROSECONDS(6),
    NANOSECONDS(9);

    private static final BigDecimal SIZE_MIN = BigDecimal.valueOf(100_000_000);
    private static final int DIGITS_A_UNIT = 3;

    private final int digits;

    TimeUnit(int digits) {
        this.digits = digits;
    }

    /** As lab.yaml names it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable TimeUnit named(String text) {
        for (TimeUnit unit : values()) {
            if (unit.text().equals(text)) {
                return unit;
            }
        }
        return null;
    }

    /** The unit of a number by its size; null where it is too small, or too great, for any. */
    static @Nullable TimeUnit of(BigDecimal number) {
        BigDecimal size = number.abs();
        for (TimeUnit unit : values()) {
            if (size.compareTo(SIZE_MIN.movePointRight(unit.digits)) >= 0
                    && size.compareTo(SIZE_MIN.movePointRight(unit.digits + DIGITS_A_UNIT)) < 0) {
                return unit;
            }
        }
        return null;
    }

    /** Whether any unit has a number so small. */
    static boolean isTooSmall(BigDecimal number) {
        return number.abs().compareTo(SIZE_MIN) < 0;
    }

    /** The instant that so many since 1970 are, cut to the microsecond before it. */
    ParsedTime time(BigDecimal number) {
        BigInteger micros = number.movePointRight(6 - digits)
                .setScale(0, RoundingMode.FLOOR)
                .toBigInteger();
        if (micros.bitLength() >= Long.SIZE) {
            return ParsedTime.of(Long.MAX_VALUE, 0);
        }
        long micro = micros.longValue();
        return ParsedTime.of(Math.floorDiv(micro, 1_000_000L), (int) Math.floorMod(micro, 1_000_000L) * 1000);
    }
}
