package datalab.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Exponential smoothing with a level, a trend and a season, all additive: Holt and Winters' method, as ETS(A,A,A) of Hyndman,
 * Koehler, Ord and Snyder (2008), Forecasting with Exponential Smoothing. A missing value carries the forecast on.
 *
 * <p>The fit takes the smoothing parameters with the least squares of one-step errors, in the usual region: alpha from 0 to 1,
 * beta from 0 to alpha, gamma from 0 to 1 - alpha. It starts from a line and a season, which {@link SeasonalStart} fits to the
 * first seasons. The variance is the mean of these squares. Only the last {@value #SLOTS_MAX} slots count.
 *
 * @param season how many slots it takes until a season begins again, {@value #SEASON_MIN} to {@value #SEASON_MAX}
 */
public record HoltWinters(int season) implements ModelMethod {
    static final int SLOTS_MAX = 20_000;
    private static final int SEASON_MIN = 2;
    private static final int SEASON_MAX = 10_000;
    private static final int ERRORS_MIN = 4;
    private static final double SIDE = 0.2;

    public HoltWinters {
        if (season < SEASON_MIN || season > SEASON_MAX) {
            throw new IllegalArgumentException(
                    "a season of %s slots, expected %s to %s".formatted(season, SEASON_MIN, SEASON_MAX));
        }
    }

    @Override
    public Optional<Fitted> fit(Series series) {
        Series last = series.last(SLOTS_MAX).fromFirstValue();
        if (last.measured() < lengthMin()) {
            return Optional.empty();
        }
        double unit = PowerOfTwo.above(last.values());
        Series scaled = last.dividedBy(unit);
        double[] before = SeasonalStart.of(scaled, season);
        double[] best = SimplexSearch.least(
                x -> OneStepErrors.of(smoothing(x), before.clone(), scaled).mean(), SIDE, starts());
        double[] state = before.clone();
        OneStepErrors errors = OneStepErrors.of(smoothing(best), state, scaled);
        if (errors.count() < ERRORS_MIN) {
            return Optional.empty();
        }
        HoltWintersModel model = smoothing(best).withSd(unit * Math.sqrt(errors.mean()));
        return Optional.of(new Fitted(model, HoltWintersModel.times(state, unit)));
    }

    @Override
    public SeriesModel of(double[] parameters) {
        return HoltWintersModel.of(season, parameters);
    }

    @Override
    public int lengthMin() {
        return 2 * season;
    }

    /** Any three numbers as a point of the region: squares of sines, so that the search can reach its edges and not leave it. */
    private HoltWintersModel smoothing(double[] x) {
        double alpha = squaredSine(x[0]);
        return new HoltWintersModel(season, alpha, alpha * squaredSine(x[1]), (1 - alpha) * squaredSine(x[2]), 0);
    }

    private static double squaredSine(double x) {
        double sine = Math.sin(x);
        return sine * sine;
    }

    private static List<double[]> starts() {
        List<double[]> starts = new ArrayList<>();
        for (double alpha : new double[] {0.3, 0.05, 0.8}) {
            for (double beta : new double[] {0.05, 0.5, 0.001}) {
                for (double gamma : new double[] {0.1, 0.5, 0.01}) {
                    starts.add(new double[] {angle(alpha), angle(beta), angle(gamma)});
                }
            }
        }
        return starts;
    }

    private static double angle(double squaredSine) {
        return Math.asin(Math.sqrt(squaredSine));
    }
}
