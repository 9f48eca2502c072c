package datalab.forecast;

/**
 * How much the parts of a {@link KalmanFilter} change from slot to slot.
 *
 * @param noise of each value by itself
 * @param season of each number of each sine
 */
record Variances(double noise, double level, double trend, double season) {
    static final Variances NONE = new Variances(0, 0, 0, 0);

    Variances {
        KeptParameters.notNegative(noise);
        KeptParameters.notNegative(level);
        KeptParameters.notNegative(trend);
        KeptParameters.notNegative(season);
    }

    /** Those with a sum of 1, of the logarithms of the ratios of level, trend and season to noise. */
    static Variances ofRatios(double[] logarithms, boolean hasSeason) {
        double largest = 0;
        for (double logarithm : logarithms) {
            largest = Math.max(largest, logarithm);
        }
        double noise = Math.exp(-largest);
        double level = Math.exp(logarithms[0] - largest);
        double trend = Math.exp(logarithms[1] - largest);
        double season = hasSeason ? Math.exp(logarithms[2] - largest) : 0;
        return new Variances(noise, level, trend, season).times(1 / (noise + level + trend + season));
    }

    Variances times(double scale) {
        return new Variances(noise * scale, level * scale, trend * scale, season * scale);
    }

    double sum() {
        return noise + level + trend + season;
    }
}
