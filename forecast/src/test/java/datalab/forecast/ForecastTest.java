package datalab.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForecastTest {

    /** From tables with more digits than a double has. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 0",
        "0.75, 0.674489750196081743",
        "0.9, 1.281551565544600467",
        "0.975, 1.959963984540054235",
        "0.995, 2.575829303548900761",
        "0.025, -1.959963984540054235",
        "1e-6, -4.753424308822898948",
        "1e-20, -9.262340089798407587",
    })
    void quantilesAreThoseOfTables(double p, double standard) {
        assertThat(new Forecast(0, 1).quantile(p)).isEqualTo(standard, within(1e-14 * Math.max(1, Math.abs(standard))));
        assertThat(new Forecast(10, 2).quantile(p)).isEqualTo(10 + 2 * standard, within(1e-13));
    }

    @Test
    void quantilesInvertTheDistribution() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            double p = Math.pow(10, -12 * random.nextDouble()) / 2;

            double below = Erf.erfc(-new Forecast(0, 1).quantile(p) / Math.sqrt(2)) / 2;

            assertThat(below).isCloseTo(p, withinPercentage(1e-10));
            assertThat(new Forecast(0, 1).quantile(1 - p)).isEqualTo(-new Forecast(0, 1).quantile(p), within(1e-3));
        }
    }

    @Test
    void quantilesEndAtInfinity() {
        assertThat(new Forecast(1, 2).quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(new Forecast(1, 2).quantile(1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(new Forecast(1, 0).quantile(0)).isEqualTo(1);
        assertThat(Forecast.NONE.quantile(0.5)).isNaN();
    }

    @Test
    void refusesWhatIsNoProbabilityAndNoDeviation() {
        assertThatThrownBy(() -> new Forecast(0, 1).quantile(1.1)).hasMessageContaining("1.1");
        assertThatThrownBy(() -> new Forecast(0, 1).quantile(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Forecast(0, -1)).hasMessageContaining("-1");
    }

    @Test
    void crpsIsTheIntegralOfTheSquaredDifference() {
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            Forecast forecast = new Forecast(random.nextGaussian() * 5, Math.exp(random.nextGaussian()));
            double observed = forecast.mean() + forecast.sd() * random.nextGaussian() * 2;

            assertThat(forecast.crps(observed)).isCloseTo(integral(forecast, observed), withinPercentage(1e-7));
        }
    }

    @Test
    void crpsOfASingleValueIsTheError() {
        assertThat(new Forecast(3, 0).crps(5)).isEqualTo(2);
        assertThat(new Forecast(3, 1e-300).crps(5)).isEqualTo(2);
        assertThat(new Forecast(3, 1e300).crps(5))
                .isCloseTo(1e300 * (Math.sqrt(2) - 1) / Math.sqrt(Math.PI), withinPercentage(1e-10));
        assertThat(Forecast.NONE.crps(5)).isNaN();
    }

    @Test
    void onlyNumbersAreAnExpectation() {
        assertThat(new Forecast(1, 0).isKnown()).isTrue();
        assertThat(Forecast.NONE.isKnown()).isFalse();
    }

    /** Of (F(x) - 1{x >= observed})², in pieces of a fifth of a standard deviation. */
    private static double integral(Forecast forecast, double observed) {
        double sum = 0;
        double piece = forecast.sd() / 5;
        GaussIntegratorFactory factory = new GaussIntegratorFactory();
        for (int i = 0; i < 100; i++) {
            GaussIntegrator left = factory.legendre(10, observed - (i + 1) * piece, observed - i * piece);
            GaussIntegrator right = factory.legendre(10, observed + i * piece, observed + (i + 1) * piece);
            sum += left.integrate(x -> Math.pow(below(forecast, x), 2));
            sum += right.integrate(x -> Math.pow(1 - below(forecast, x), 2));
        }
        return sum;
    }

    private static double below(Forecast forecast, double x) {
        return Erf.erfc((forecast.mean() - x) / forecast.sd() / Math.sqrt(2)) / 2;
    }
}
