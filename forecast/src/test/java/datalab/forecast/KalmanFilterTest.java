package datalab.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KalmanFilterTest implements SeriesModelContract {

    @Override
    public ModelMethod method() {
        return new KalmanFilter(6, 1);
    }

    /** Durbin and Koopman (2012), 2.10.3: a local level has the variances 15099 and 1469.1, its log-likelihood is -632.54. */
    @Test
    void theNileIsLikeliestWithThePublishedVariances() {
        double[] found = SimplexSearch.least(
                x -> -localLevel(Math.exp(x[0]), Math.exp(x[1])).log(), 1, List.of(new double[] {9, 9}));

        assertThat(Math.exp(found[0])).isEqualTo(15_099, within(2.0));
        assertThat(Math.exp(found[1])).isEqualTo(1469.1, within(0.5));
        assertThat(localLevel(15_099, 1469.1).log()).isEqualTo(-632.54, within(0.01));
    }

    @Test
    void findsTheVariancesThatMadeASeries() {
        KalmanModel truth = new KalmanModel(12, 2, Scale.NONE, new Variances(4, 1, 1e-4, 0.01));
        Series series = simulated(truth, 20_000, new Random(8));

        Fitted fitted = new KalmanFilter(12, 2).fit(series).orElseThrow();

        double[] found = fitted.model().parameters();
        double unit = found[4] * found[4];
        assertThat(found[5] * unit).isEqualTo(4, within(0.3));
        assertThat(found[6] * unit).isEqualTo(1, within(0.15));
        assertThat(found[7] * unit).isBetween(0.3e-4, 3e-4);
        assertThat(found[8] * unit).isEqualTo(0.01, within(0.004));
    }

    @Test
    void forecastsAreOffAsOftenAsTheySay() {
        KalmanModel truth = new KalmanModel(12, 2, Scale.NONE, new Variances(4, 1, 1e-4, 0.01));
        Series series = simulated(truth, 4_000, new Random(9));
        double[] half = Arrays.copyOf(series.values(), 2_000);
        Fitted fitted = new KalmanFilter(12, 2)
                .fit(new Series(series.firstSlot(), half))
                .orElseThrow();
        int inside = 0;
        int counted = 0;

        for (int i = 2_000; i + 10 < 4_000; i++) {
            Forecast forecast = fitted.model().ahead(fitted.state(), series.firstSlot() + i - 1, 10);
            double value = series.values()[i + 9];
            inside += value > forecast.quantile(0.1) && value < forecast.quantile(0.9) ? 1 : 0;
            counted++;
            fitted.model().advance(fitted.state(), series.firstSlot() + i, series.values()[i]);
        }

        assertThat((double) inside / counted).isEqualTo(0.8, within(0.05));
    }

    @Test
    void theLastHarmonicOfAnEvenSeasonIsAllowed() {
        Fitted fitted = new KalmanFilter(4, 2).fit(KnownSeries.tourists()).orElseThrow();

        Forecast next =
                fitted.model().ahead(fitted.state(), KnownSeries.tourists().nextSlot() - 1, 1);
        assertThat(next.mean()).isEqualTo(76, within(2.0));
        assertThat(next.sd()).isBetween(1.0, 4.0);
    }

    @Test
    void theCovarianceStaysOneForYears() {
        KalmanModel model = new KalmanModel(24, 6, Scale.NONE, new Variances(1e-3, 1e-9, 0, 1e-12));
        double[] state = model.diffuse();
        Random random = new Random(10);

        for (int i = 0; i < 200_000; i++) {
            model.advance(state, i, random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian());
        }

        Forecast forecast = model.ahead(state, 199_999, 1);
        assertThat(forecast.sd()).isBetween(Math.sqrt(1e-3), Math.sqrt(1.1e-3));
    }

    @Test
    void refusesSettingsThatAreNone() {
        for (int[] settings : new int[][] {{0, 1}, {4, 0}, {4, 3}, {1, 1}, {-4, 1}, {100, 25}}) {
            assertThatThrownBy(() -> new KalmanFilter(settings[0], settings[1]))
                    .hasMessageContaining("%s slots with %s harmonics".formatted(settings[0], settings[1]));
        }
        double[] parameters = new KalmanModel(4, 1, Scale.NONE, Variances.NONE).parameters();
        assertThatThrownBy(() -> new KalmanFilter(4, 2).of(parameters)).hasMessageContaining("harmonics of 1");
    }

    private static Likelihood localLevel(double noise, double level) {
        KalmanModel model = new KalmanModel(0, 0, Scale.NONE, new Variances(noise, level, 0, 0));
        double[] state = model.diffuse();
        state[state.length - 1] = 0; // the trend is 0 for certain
        return Likelihood.of(model, state, 1, KnownSeries.nile());
    }

    /** What the model says, with chance: it moves from slot to slot, and is seen under noise. */
    private static Series simulated(KalmanModel model, int slots, Random random) {
        double[] parameters = model.parameters();
        double[] state = new double[model.stateSize()];
        double[] values = new double[slots];
        int components = 2 + 2 * (int) parameters[2];
        for (int i = 0; i < slots; i++) {
            Arrays.fill(state, components, state.length, 0);
            model.skip(state, i, 1);
            for (int c = 0; c < components; c++) {
                state[c] += Math.sqrt(parameters[Math.min(6 + c, 8)]) * random.nextGaussian();
            }
            values[i] = model.seenMean(state) + Math.sqrt(parameters[5]) * random.nextGaussian();
        }
        return new Series(0, values);
    }
}
