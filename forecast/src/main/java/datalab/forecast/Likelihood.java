package datalab.forecast;

/**
 * How likely a series is by a {@link KalmanModel}, by the errors of its forecasts (Harvey 1989, 3.4). The first values, as many
 * as the model has components, only find out where it is, and do not count.
 *
 * @param count of the values that count
 * @param squares the sum of the squared errors, each in the variance that the model gave it
 * @param logarithms the sum of the logarithms of these variances
 */
record Likelihood(int count, double squares, double logarithms) {
    /** Of the square of the series' range: errors below it are those of rounding. */
    private static final double SCALE_MIN = 1e-26;

    /** Of a series on the model's scale. The state is moved on. */
    static Likelihood of(KalmanModel model, double[] state, int uncounted, Series scaled) {
        int seen = 0;
        double squares = 0;
        double logarithms = 0;
        double[] values = scaled.values();
        for (int i = 0; i < values.length; i++) {
            model.skip(state, scaled.firstSlot() + i, 1);
            double value = values[i];
            if (!Double.isFinite(value)) {
                continue;
            }
            if (++seen > uncounted) {
                double variance = model.seenVariance(state);
                double error = value - model.seenMean(state);
                squares += error * error / variance;
                logarithms += Math.log(variance);
            }
            model.update(state, value);
        }
        return new Likelihood(Math.max(0, seen - uncounted), squares, logarithms);
    }

    /** By how much all variances are to be multiplied so that the series is the likeliest. */
    double scale() {
        return Math.max(SCALE_MIN, squares / count);
    }

    /** What is to be least where variances are multiplied by that. */
    double cost() {
        return Math.log(scale()) + logarithms / count;
    }

    /** The logarithm of the likelihood. */
    double log() {
        return -(count * Math.log(2 * Math.PI) + logarithms + squares) / 2;
    }
}
