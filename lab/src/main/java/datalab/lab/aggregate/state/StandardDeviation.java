package datalab.lab.aggregate.state;

import java.math.BigDecimal;
import java.math.MathContext;

/** Computes the standard deviation exactly from the count, the sum and the sum of squares, then rounds it. */
public final class StandardDeviation {
    private static final MathContext DIGITS = new MathContext(40);

    private StandardDeviation() {}

    /** The sample standard deviation of two or more values. */
    public static double deviation(long n, ExactSum sum, ExactSum squares) {
        BigDecimal variance =
                scaled(n, sum, squares).divide(BigDecimal.valueOf(n).multiply(BigDecimal.valueOf(n - 1)), DIGITS);
        double rounded = variance.doubleValue();
        return rounded > Double.MIN_NORMAL && rounded < Double.MAX_VALUE
                ? Math.sqrt(rounded)
                : variance.sqrt(DIGITS).doubleValue();
    }

    /** The sum of the squares of the distances from the mean, of one or more values. */
    public static double squaredDeviations(long n, ExactSum sum, ExactSum squares) {
        return scaled(n, sum, squares).divide(BigDecimal.valueOf(n), DIGITS).doubleValue();
    }

    /** n times the sum of squared distances: n Σx² − (Σx)². */
    private static BigDecimal scaled(long n, ExactSum sum, ExactSum squares) {
        BigDecimal total = sum.exact();
        return squares.exact().multiply(BigDecimal.valueOf(n)).subtract(total.multiply(total));
    }
}
