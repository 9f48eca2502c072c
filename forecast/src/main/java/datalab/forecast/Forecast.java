package datalab.forecast;

import org.hipparchus.special.Erf;

/**
 * A normal distribution. One with a standard deviation of 0 is a single value.
 *
 * @param mean NaN where there is no expectation
 * @param sd standard deviation, 0 or more; NaN where there is no expectation
 */
public record Forecast(double mean, double sd) {
    /** No expectation. */
    public static final Forecast NONE = new Forecast(Double.NaN, Double.NaN);

    public Forecast {
        if (sd < 0) {
            throw new IllegalArgumentException("a standard deviation of " + sd + ", expected 0 or more");
        }
    }

    /** Whether there is an expectation. */
    public boolean isKnown() {
        return !Double.isNaN(mean) && !Double.isNaN(sd);
    }

    /**
     * The value that is not exceeded with a probability.
     *
     * @param p from 0 to 1
     */
    public double quantile(double p) {
        double standard = NormalQuantile.of(p);
        return sd == 0 ? mean : mean + sd * standard;
    }

    /**
     * The continuous ranked probability score of what was measured then, in its unit; 0 is the best. Where the standard
     * deviation is 0, it is the absolute error. The closed form is of Gneiting and Raftery (2007), Strictly Proper Scoring Rules,
     * Prediction, and Estimation, eq. 21.
     */
    public double crps(double observed) {
        double error = Math.abs(observed - mean);
        if (sd == 0) {
            return error;
        }
        double z = error / sd;
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        return error * Erf.erf(z / Math.sqrt(2)) + sd * (2 * density - 1 / Math.sqrt(Math.PI));
    }
}
