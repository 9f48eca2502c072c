package datalab.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A structural model, followed by a Kalman filter: a level and a trend that wander, and a season of sines that wander, too, under
 * noise; a local linear trend with a trigonometric season (Harvey 1989, Forecasting, structural time series models and the Kalman
 * filter; Durbin and Koopman 2012, Time Series Analysis by State Space Methods, 3.2). It is that of statsmodels' {@code
 * UnobservedComponents(…, 'local linear trend', freq_seasonal=[{'period': season, 'harmonics': harmonics}])}. A missing value is
 * taken in exactly: what is not seen is only foreseen.
 *
 * <p>The fit takes the four variances with the largest likelihood of the last {@value HoltWinters#SLOTS_MAX} slots at most. Their
 * size is worked out and not searched for (Harvey 1989, 3.4.1), which leaves three ratios.
 *
 * @param season how many slots it takes until a season begins again; 0 where there is none
 * @param harmonics how many sines the season has, at most half as many as it has slots, and {@value #HARMONICS_MAX}; 0 where
 *     there is none
 */
public record KalmanFilter(int season, int harmonics) implements ModelMethod {
    private static final int SEASON_MAX = 10_000;
    private static final int HARMONICS_MAX = 24;
    private static final int LENGTH_MIN = 10;
    private static final double SIDE = 2;

    public KalmanFilter {
        boolean none = season == 0 && harmonics == 0;
        boolean some = season >= 2
                && season <= SEASON_MAX
                && harmonics >= 1
                && harmonics <= Math.min(season / 2, HARMONICS_MAX);
        if (!none && !some) {
            throw new IllegalArgumentException(
                    "a season of %s slots with %s harmonics, expected none, or 2 to %s slots with 1 to %s, at most half as many"
                            .formatted(season, harmonics, SEASON_MAX, HARMONICS_MAX));
        }
    }

    @Override
    public Optional<Fitted> fit(Series series) {
        Series last = series.last(HoltWinters.SLOTS_MAX).fromFirstValue();
        if (last.measured() < lengthMin()) {
            return Optional.empty();
        }
        Scale scale = Scale.of(last);
        Series scaled = scale.apply(last);
        boolean constant = Arrays.stream(scaled.values()).allMatch(value -> value == 0 || Double.isNaN(value));
        Variances variances = constant ? Variances.NONE : likeliest(scaled);
        KalmanModel model = new KalmanModel(season, harmonics, scale, variances);
        double[] state = model.diffuse();
        for (int i = 0; i < scaled.values().length; i++) {
            model.advance(state, last.firstSlot() + i, last.values()[i]);
        }
        return Optional.of(new Fitted(model, state));
    }

    @Override
    public SeriesModel of(double[] parameters) {
        return KalmanModel.of(season, harmonics, parameters);
    }

    @Override
    public int lengthMin() {
        return Math.max(LENGTH_MIN, 2 * Math.max(season, components()));
    }

    private int components() {
        return 2 + 2 * harmonics;
    }

    private Variances likeliest(Series scaled) {
        double[] best = SimplexSearch.least(
                x -> likelihood(Variances.ofRatios(x, harmonics > 0), scaled).cost(), SIDE, starts());
        Variances ratios = Variances.ofRatios(best, harmonics > 0);
        return ratios.times(likelihood(ratios, scaled).scale());
    }

    private Likelihood likelihood(Variances variances, Series scaled) {
        KalmanModel model = new KalmanModel(season, harmonics, Scale.NONE, variances);
        return Likelihood.of(model, model.diffuse(), components(), scaled);
    }

    /** Logarithms of the variances of level, trend and season in that of the noise. */
    private List<double[]> starts() {
        List<double[]> starts = new ArrayList<>();
        for (double level : new double[] {0, -4, 4}) {
            for (double trend : new double[] {-8, -16}) {
                if (harmonics == 0) {
                    starts.add(new double[] {level, trend});
                } else {
                    starts.add(new double[] {level, trend, -4});
                    starts.add(new double[] {level, trend, -9});
                }
            }
        }
        return starts;
    }
}
