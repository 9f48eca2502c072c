package datalab.forecast;

/**
 * The state that {@link HoltWinters} starts from: a straight line and a season, fitted by least squares to the first seasons. It
 * is the decomposition by which Hyndman et al. (2008), 2.6.1, start (a line through what is left of the first years without
 * their season), but in one regression, which does not need a value in each slot.
 */
final class SeasonalStart {
    /** Enough for a season with noise, and few enough that a trend that turns later does not matter. */
    private static final int SEASONS = 5;

    private SeasonalStart() {}

    /** @param series whose first slot has a value, with two seasons of values or more */
    static double[] of(Series series, int season) {
        int slots = slots(series, season);
        int[] counts = new int[season];
        double[] times = new double[season];
        double[] means = new double[season];
        for (int i = 0; i < slots; i++) {
            double value = series.values()[i];
            if (Double.isFinite(value)) {
                int place = Math.floorMod(series.firstSlot() + i, season);
                counts[place]++;
                times[place] += (i + 1 - times[place]) / counts[place];
                means[place] += (value - means[place]) / counts[place];
            }
        }
        double slope = slope(series, slots, times, means);
        double level = 0;
        int places = 0;
        for (int place = 0; place < season; place++) {
            if (counts[place] > 0) {
                means[place] -= slope * times[place];
                level += (means[place] - level) / ++places;
            }
        }
        for (int place = 0; place < season; place++) {
            means[place] = counts[place] > 0 ? means[place] - level : 0;
        }
        return HoltWintersModel.state(level, slope, means);
    }

    /** The first seasons, or as many more slots as it takes until two seasons of values are there. */
    private static int slots(Series series, int season) {
        double[] values = series.values();
        int measured = 0;
        int slots = 0;
        while (slots < values.length && (slots < SEASONS * season || measured < 2 * season)) {
            measured += Double.isFinite(values[slots]) ? 1 : 0;
            slots++;
        }
        return slots;
    }

    /** Of the line that all places in the season share: each value counts by its distance from the mean of its place. */
    private static double slope(Series series, int slots, double[] times, double[] means) {
        double products = 0;
        double squares = 0;
        for (int i = 0; i < slots; i++) {
            double value = series.values()[i];
            if (Double.isFinite(value)) {
                int place = Math.floorMod(series.firstSlot() + i, means.length);
                double time = i + 1 - times[place];
                products += time * (value - means[place]);
                squares += time * time;
            }
        }
        return squares == 0 ? 0 : products / squares;
    }
}
