package datalab.lab.view;

import java.math.BigDecimal;
import java.math.MathContext;

/** How far values spread, computed exactly from their number, their sum and the sum of their squares, then rounded. */
final class Spread {
    private static final MathContext DIGITS = new MathContext(40);

    private Spread() {}

    /** The sample standard deviation of two or more values. */
    static double deviation(long n, ExactSum sum, ExactSum squares) {
        BigDecimal variance =
                scaled(n, sum, squares).divide(BigDecimal.valueOf(n).multiply(BigDecimal.valueOf(n - 1)), DIGITS);
        double rounded = variance.doubleValue();
        return rounded > Double.MIN_NORMAL && rounded < Double.MAX_VALUE
                ? Math.sqrt(rounded)
                : variance.sqrt(DIGITS).doubleValue();
    }

    /** The sum of the squares of the distances from the mean, of one or more values. */
    static double squaredDeviations(long n, ExactSum sum, ExactSum squares) {
        return scaled(n, sum, squares).divide(BigDecimal.valueOf(n), DIGITS).doubleValue();
    }

    /** n times the sum of squared distances: n Σx² − (Σx)². */
    private static BigDecimal scaled(long n, ExactSum sum, ExactSum squares) {
        BigDecimal total = sum.exact();
        return squares.exact().multiply(BigDecimal.valueOf(n)).subtract(total.multiply(total));
    }
}
