package datalab.lab.aggregate.state;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * An exact sum of doubles, or of their squares, without rounding, so that the result does not depend on the order. Mutable,
 * owned by one thread.
 *
 * <p>Numbers so great or small that they would overflow or underflow on the way are kept apart, scaled by a power of two.
 */
public final class ExactSum {
    private static final int SCALE_EXPONENT = 1120; // of what is kept apart; even, as squares are scaled by its half
    private static final BigDecimal SCALE = BigDecimal.TWO.pow(SCALE_EXPONENT);
    private static final double GREAT = 0x1p900;
    private static final double GREAT_ROOT = 0x1p450;
    private static final double SMALL_ROOT = 0x1p-450;
    private static final long WHOLE_MAX = 1L << 53;

    private final Expansion usual;
    private @Nullable Expansion great; // times 2^-1120
    private @Nullable Expansion small; // times 2^1120; only of squares

    public ExactSum() {
        this(new Expansion(), null, null);
    }

    private ExactSum(Expansion usual, @Nullable Expansion great, @Nullable Expansion small) {
        this.usual = usual;
        this.great = great;
        this.small = small;
    }

    /** Adds a finite number. */
    public void add(double x) {
        if (Math.abs(x) < GREAT) {
            usual.add(x);
        } else {
            great = great == null ? new Expansion() : great;
            great.add(Math.scalb(x, -SCALE_EXPONENT));
        }
    }

    public void add(long x) {
        if (Math.abs(x) <= WHOLE_MAX && x != Long.MIN_VALUE) {
            usual.add((double) x);
        } else {
            long low = x & 0xFFFF_FFFFL;
            usual.add((double) (x - low)); // a multiple of 2^32 below 2^63, so a double has it exactly
            usual.add((double) low);
        }
    }

    /** Adds the square of a finite number: twice the digits, so the product's rounding error is added too. */
    public void addSquare(double x) {
        double size = Math.abs(x);
        if (size < GREAT_ROOT && (size >= SMALL_ROOT || size == 0)) {
            square(usual, x);
        } else if (size >= GREAT_ROOT) {
            great = great == null ? new Expansion() : great;
            square(great, Math.scalb(x, -SCALE_EXPONENT / 2));
        } else {
            small = small == null ? new Expansion() : small;
            square(small, Math.scalb(x, SCALE_EXPONENT / 2));
        }
    }

    public void add(ExactSum other) {
        usual.add(other.usual);
        great = added(great, other.great);
        small = added(small, other.small);
    }

    /** The double nearest to the sum; infinite where that is beyond all of them. */
    public double rounded() {
        return great == null && small == null ? usual.rounded() : exact().doubleValue();
    }

    /** The mean of n numbers whose sum this is. */
    double mean(long n) {
        double total = rounded();
        return Double.isFinite(total)
                ? total / n
                : exact().divide(BigDecimal.valueOf(n), MathContext.DECIMAL128).doubleValue();
    }

    BigDecimal exact() {
        BigDecimal total = usual.exact();
        total = great == null ? total : total.add(great.exact().multiply(SCALE));
        return small == null ? total : total.add(small.exact().divide(SCALE));
    }

    public void encode(StateWriter out) {
        Expansion[] parts = {usual, great, small};
        for (Expansion part : parts) {
            out.writeDoubles(part == null ? new double[0] : part.canonical());
        }
    }

    public static ExactSum decode(StateReader in) {
        Expansion usual = Expansion.of(in.readDoubles());
        double[] great = in.readDoubles();
        double[] small = in.readDoubles();
        return new ExactSum(
                usual, great.length == 0 ? null : Expansion.of(great), small.length == 0 ? null : Expansion.of(small));
    }

    /** What JSON and SQL can say of a number: itself where it is finite, else nothing. */
    public static @Nullable Double finite(double number) {
        return Double.isFinite(number) ? (Double) (number + 0.0) : null;
    }

    private static @Nullable Expansion added(@Nullable Expansion into, @Nullable Expansion other) {
        if (other == null) {
            return into;
        }
        Expansion sum = into == null ? new Expansion() : into;
        sum.add(other);
        return sum;
    }

    private static void square(Expansion into, double x) {
        double product = x * x;
        into.add(product);
        into.add(Math.fma(x, x, -product));
    }
}
