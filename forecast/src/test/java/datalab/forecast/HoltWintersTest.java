package datalab.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HoltWintersTest implements SeriesModelContract {

    @Override
    public ModelMethod method() {
        return new HoltWinters(6);
    }

    /** Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 2nd ed., table 7.3, whose numbers are rounded. */
    @Test
    void forecastsTouristsAsTheTextbookDoes() {
        HoltWintersModel model = new HoltWintersModel(4, 0.306, 0.306 * 0.0003, 0.426, 1.763);
        double[] state = HoltWintersModel.state(32.26, 0.70, new double[] {9.70, -9.31, -1.69, 1.31});
        Series nights = KnownSeries.tourists();

        double first = model.next(state, nights.firstSlot());
        OneStepErrors errors = OneStepErrors.of(model, state, nights);

        assertThat(first).isEqualTo(42.66, within(0.006));
        assertThat(Math.sqrt(errors.mean())).isEqualTo(1.763, within(0.001));
        double[] published = {76.10, 51.60, 63.97, 68.37, 78.90, 54.41, 66.77, 71.18};
        for (int i = 0; i < published.length; i++) {
            assertThat(model.ahead(state, nights.nextSlot() - 1, i + 1).mean()).isEqualTo(published[i], within(0.02));
        }
    }

    @Test
    void fitsTouristsNearlyAsWellAsTheTextbookThatSearchedForTheStartToo() {
        Series nights = KnownSeries.tourists();

        Fitted fitted = new HoltWinters(4).fit(nights).orElseThrow();

        assertThat(fitted.model().parameters()[5]).isBetween(1.7, 1.95);
        assertThat(fitted.model()
                        .ahead(fitted.state(), nights.nextSlot() - 1, 1)
                        .mean())
                .isEqualTo(76.10, within(1.0));
    }

    @Test
    void findsTheParametersThatMadeASeries() {
        HoltWintersModel truth = new HoltWintersModel(12, 0.4, 0.02, 0.2, 1);
        Series series = simulated(truth, 20_000, new Random(5));

        Fitted fitted = new HoltWinters(12).fit(series).orElseThrow();

        double[] found = fitted.model().parameters();
        assertThat(found[2]).isEqualTo(0.4, within(0.02));
        assertThat(found[3]).isEqualTo(0.02, within(0.005));
        assertThat(found[4]).isEqualTo(0.2, within(0.02));
        assertThat(found[5]).isEqualTo(1, within(0.02));
    }

    @Test
    void theVarianceIsThatOfManyContinuations() {
        HoltWintersModel model = new HoltWintersModel(4, 0.5, 0.1, 0.3, 2);
        double[] state = HoltWintersModel.state(10, 1, new double[] {1, -2, 3, -2});
        Random random = new Random(6);
        int steps = 14;
        double squares = 0;
        int runs = 100_000;

        Forecast forecast = model.ahead(state, 99, steps);
        for (int run = 0; run < runs; run++) {
            double[] branch = state.clone();
            double value = 0;
            for (int i = 1; i <= steps; i++) {
                value = model.next(branch, 99 + i) + 2 * random.nextGaussian();
                model.advance(branch, 99 + i, value);
            }
            squares += (value - forecast.mean()) * (value - forecast.mean());
        }

        assertThat(Math.sqrt(squares / runs)).isCloseTo(forecast.sd(), withinPercentage(1));
    }

    @Test
    void theErrorBehindAGapIsNoneOfOneStep() {
        HoltWintersModel model = new HoltWintersModel(2, 0.5, 0, 0, 1);
        double[] state = HoltWintersModel.state(0, 0, new double[] {0, 0});

        OneStepErrors errors = OneStepErrors.of(model, state, new Series(0, new double[] {1, Double.NaN, 100.5, 50}));

        assertThat(errors).isEqualTo(new OneStepErrors((1 + 0.5 * 0.5) / 2, 2));
    }

    @Test
    void onlyTheLastSlotsCount() {
        Series series = simulated(new HoltWintersModel(6, 0.4, 0.02, 0.2, 1), 30_000, new Random(7));
        double[] other = series.values().clone();
        Arrays.fill(other, 0, 10_000, 1e9);

        Fitted fitted =
                new HoltWinters(6).fit(new Series(series.firstSlot(), other)).orElseThrow();

        assertThat(fitted.model().parameters())
                .isEqualTo(new HoltWinters(6).fit(series).orElseThrow().model().parameters());
    }

    @Test
    void refusesOtherSeasons() {
        assertThatThrownBy(() -> new HoltWinters(1)).hasMessageContaining("1 slots, expected 2 to 10000");
        double[] parameters = new HoltWintersModel(4, 0.5, 0.1, 0.3, 2).parameters();
        assertThatThrownBy(() -> new HoltWinters(5).of(parameters)).hasMessageContaining("season of 4, expected 5");
    }

    private static Series simulated(HoltWintersModel model, int slots, Random random) {
        double[] seasons = random.doubles(model.season(), -5, 5).toArray();
        double[] state = HoltWintersModel.state(100, 0.1, seasons);
        double[] values = new double[slots];
        for (int i = 0; i < slots; i++) {
            values[i] = model.next(state, 1000 + i) + model.sd() * random.nextGaussian();
            model.advance(state, 1000 + i, values[i]);
        }
        return new Series(1000, values);
    }
}
