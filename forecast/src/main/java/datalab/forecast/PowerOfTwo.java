package datalab.forecast;

/**
 * A unit for a series: the power of two above all its values. Dividing by it is exact, and squares of what comes out neither
 * overflow nor vanish.
 */
final class PowerOfTwo {
    private PowerOfTwo() {}

    static double above(double[] values) {
        double largest = 0;
        for (double value : values) {
            if (Double.isFinite(value)) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        int exponent = Math.max(Double.MIN_EXPONENT, Math.min(Double.MAX_EXPONENT, Math.getExponent(largest) + 1));
        return largest == 0 ? 1 : Math.scalb(1.0, exponent);
    }
}
