package datalab.forecast;

import java.util.Optional;

/**
 * The last value goes on: a random walk without drift, and the forecast that any other model has to beat. The standard deviation
 * grows with the square root of the slots since the last value (Hyndman and Athanasopoulos, Forecasting: Principles and Practice,
 * 3rd ed., 5.5).
 *
 * <p>The variance of a step is the mean of the squared differences between a value and the next one, each divided by the slots
 * between them; for a random walk that is its maximum likelihood, with gaps too. It is about 0 and not about the mean difference,
 * since the forecast has no drift either.
 */
public record Persistence() implements ModelMethod {
    private static final int LENGTH_MIN = 2;

    @Override
    public Optional<Fitted> fit(Series series) {
        if (series.measured() < LENGTH_MIN) {
            return Optional.empty();
        }
        PersistenceModel model = new PersistenceModel(stepSd(series));
        double[] state = model.before();
        double[] values = series.values();
        for (int i = 0; i < values.length; i++) {
            model.advance(state, series.firstSlot() + i, values[i]);
        }
        return Optional.of(new Fitted(model, state));
    }

    @Override
    public SeriesModel of(double[] parameters) {
        return PersistenceModel.of(parameters);
    }

    @Override
    public int lengthMin() {
        return LENGTH_MIN;
    }

    private static double stepSd(Series series) {
        double unit = PowerOfTwo.above(series.values());
        CompensatedSum squares = new CompensatedSum();
        int steps = 0;
        double last = Double.NaN;
        int slots = 0;
        for (double value : series.values()) {
            slots++;
            if (!Double.isFinite(value)) {
                continue;
            }
            double scaled = value / unit;
            if (!Double.isNaN(last)) {
                squares.add((scaled - last) * (scaled - last) / slots);
                steps++;
            }
            last = scaled;
            slots = 0;
        }
        return unit * Math.sqrt(squares.sum() / steps);
    }
}
