package datalab.forecast;

/**
 * A scale on which a series begins near 0 and stays between -2 and 2, so that squares neither overflow nor vanish nor lose their
 * digits to a large mean.
 *
 * @param offset the first value
 * @param unit a power of two, by which dividing is exact
 */
record Scale(double offset, double unit) {
    static final Scale NONE = new Scale(0, 1);

    Scale {
        if (!Double.isFinite(offset) || !(unit > 0 && unit < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a scale of %s and %s, expected numbers".formatted(offset, unit));
        }
    }

    /** That of a series that begins with a value. */
    static Scale of(Series series) {
        double unit = PowerOfTwo.above(series.values());
        Series deviations = new Scale(series.values()[0], unit).apply(series);
        return new Scale(series.values()[0], unit * PowerOfTwo.above(deviations.values()));
    }

    Series apply(Series series) {
        double[] scaled = new double[series.values().length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = apply(series.values()[i]);
        }
        return new Series(series.firstSlot(), scaled);
    }

    /** Both are divided first, since their difference may be too large for a double. */
    double apply(double value) {
        return value / unit - offset / unit;
    }
}
