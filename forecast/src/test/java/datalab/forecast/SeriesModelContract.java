package datalab.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every method and its models promise. */
interface SeriesModelContract {
    int SLOTS = 60;

    ModelMethod method();

    @Test
    default void skippingEqualsAdvancingWithoutValues() {
        RandomSeries.forAll(
                SLOTS,
                (series, random) -> method().fit(series).ifPresent(fitted -> {
                    double[] advanced = fitted.state().clone();
                    double[] skipped = fitted.state().clone();
                    int slots = random.nextInt(0, 400);

                    for (int i = 0; i < slots; i++) {
                        fitted.model().advance(advanced, series.nextSlot() + i, Double.NaN);
                    }
                    fitted.model().skip(skipped, series.nextSlot(), slots);

                    assertClose(skipped, advanced);
                }));
    }

    @Test
    default void aLongGapTakesNoTime() {
        RandomSeries.forAll(
                SLOTS,
                (series, random) -> method().fit(series).ifPresent(fitted -> {
                    fitted.model().skip(fitted.state(), series.nextSlot(), 1_000_000_000);
                    fitted.model().advance(fitted.state(), series.nextSlot() + 1_000_000_000, 1);

                    Forecast next =
                            fitted.model().ahead(fitted.state(), series.nextSlot() + 1_000_000_000, Integer.MAX_VALUE);

                    assertThat(next.isKnown() || next.equals(Forecast.NONE)).isTrue();
                }));
    }

    @Test
    default void goesOnFromAStateThatWasKept() {
        RandomSeries.forAll(
                SLOTS,
                (series, random) -> method().fit(series).ifPresent(fitted -> {
                    SeriesModel kept = method().of(fitted.model().parameters());
                    double[] state = fitted.state().clone();
                    assertThat(state).hasSize(kept.stateSize());

                    for (int i = 0; i < 20; i++) {
                        double value = random.nextInt(4) == 0 ? Double.NaN : series.values()[i];
                        kept.advance(state, series.nextSlot() + i, value);
                        fitted.model().advance(fitted.state(), series.nextSlot() + i, value);
                    }

                    assertThat(state).isEqualTo(fitted.state());
                    assertThat(kept.parameters()).isEqualTo(fitted.model().parameters());
                    for (int steps = 1; steps < 30; steps++) {
                        assertThat(kept.ahead(state, series.nextSlot() + 19, steps))
                                .isEqualTo(fitted.model().ahead(fitted.state(), series.nextSlot() + 19, steps));
                    }
                }));
    }

    @Test
    default void aForecastChangesNothing() {
        RandomSeries.forAll(
                SLOTS,
                (series, random) -> method().fit(series).ifPresent(fitted -> {
                    double[] before = fitted.state().clone();

                    fitted.model().ahead(fitted.state(), series.nextSlot() - 1, 1 + random.nextInt(100));

                    assertThat(fitted.state()).isEqualTo(before);
                }));
    }

    @Test
    default void twoStepsAheadAreOneStepAheadOfAMissingSlot() {
        RandomSeries.forAll(
                SLOTS,
                (series, random) -> method().fit(series).ifPresent(fitted -> {
                    int gap = random.nextInt(1, 50);
                    Forecast far = fitted.model().ahead(fitted.state(), series.nextSlot() - 1, gap + 1);
                    double[] state = fitted.state().clone();
                    fitted.model().skip(state, series.nextSlot(), gap);

                    Forecast near = fitted.model().ahead(state, series.nextSlot() - 1 + gap, 1);

                    assertThat(near.isKnown()).isEqualTo(far.isKnown());
                    if (far.isKnown()) {
                        double size = PowerOfTwo.above(series.values());
                        assertThat(near.mean() / size).isEqualTo(far.mean() / size, within(1e-9));
                        assertThat(near.sd() / size).isEqualTo(far.sd() / size, within(1e-9));
                    }
                }));
    }

    @Test
    default void theSizeOfTheUnitDoesNotMatter() {
        RandomSeries.forAll(SLOTS, (series, random) -> {
            double unit = Math.scalb(1.0, random.nextInt(-400, 400));
            double[] scaled =
                    Arrays.stream(series.values()).map(value -> value * unit).toArray();

            Optional<Fitted> plain = method().fit(series);
            Optional<Fitted> other = method().fit(new Series(series.firstSlot(), scaled));

            assertThat(other.isPresent()).isEqualTo(plain.isPresent());
            if (plain.isPresent()) {
                Forecast expected = plain.get().model().ahead(plain.get().state(), series.nextSlot() - 1, 3);
                Forecast found = other.get().model().ahead(other.get().state(), series.nextSlot() - 1, 3);
                assertThat(found).isEqualTo(new Forecast(expected.mean() * unit, expected.sd() * unit));
            }
        });
    }

    @Test
    default void aConstantSeriesIsExpectedToStay() {
        for (double value : new double[] {0, 1, -7.3, 1e300, 1e-300}) {
            double[] values = new double[200];
            Arrays.fill(values, value);

            Fitted fitted = method().fit(new Series(400_000, values)).orElseThrow();

            for (int steps = 1; steps < 30; steps++) {
                Forecast forecast = fitted.model().ahead(fitted.state(), 400_199, steps);
                assertThat(forecast.isKnown()).isTrue();
                assertThat(forecast.mean()).isEqualTo(value, within(Math.abs(value) * 1e-12));
                assertThat(forecast.sd()).isLessThanOrEqualTo(Math.abs(value) * 1e-12);
            }
        }
    }

    @Test
    default void aSeriesThatIsTooShortHasNoModel() {
        assertThat(method().fit(new Series(7, new double[0]))).isEmpty();
        double[] values = new double[500];
        Arrays.fill(values, Double.NaN);
        assertThat(method().fit(new Series(7, values))).isEmpty();
        for (int i = 0; i < method().lengthMin() - 1; i++) {
            values[i] = i;
        }
        assertThat(method().fit(new Series(7, values))).isEmpty();
    }

    @Test
    default void whatIsMissingAtBothEndsIsNoHindrance() {
        double[] values = new double[200];
        Arrays.fill(values, Double.NaN);
        for (int i = 20; i < 180; i++) {
            values[i] = 5 + Math.sin(i) + i % 3;
        }

        Fitted fitted = method().fit(new Series(400_000, values)).orElseThrow();

        Forecast forecast = fitted.model().ahead(fitted.state(), 400_199, 1);
        assertThat(forecast.mean()).isBetween(3.0, 9.0);
        assertThat(forecast.sd()).isBetween(0.01, 20.0);
    }

    @Test
    default void refusesParametersOfAnother() {
        assertThatThrownBy(() -> method().of(new double[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> method().of(new double[] {999, 1})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> method().of(new double[3000])).isInstanceOf(IllegalArgumentException.class);
    }

    /** States agree to 1e-9 of their largest number. */
    static void assertClose(double[] found, double[] expected) {
        double size = PowerOfTwo.above(expected);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            double allowed = 1e-9 * Math.max(Math.abs(expected[i]), 1e-3 * size);
            assertThat(found[i]).as("number %s of the state", i).isEqualTo(expected[i], within(allowed));
        }
    }
}
