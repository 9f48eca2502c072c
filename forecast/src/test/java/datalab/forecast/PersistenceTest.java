package datalab.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class PersistenceTest implements SeriesModelContract {

    @Override
    public ModelMethod method() {
        return new Persistence();
    }

    @Test
    void expectsTheLastValueWithTheSquareRootOfTheTime() {
        Fitted fitted = method().fit(new Series(10, new double[] {1, 3, 2, 5, Double.NaN}))
                .orElseThrow();

        double step = Math.sqrt((4 + 1 + 9) / 3.0);
        assertThat(fitted.model().ahead(fitted.state(), 14, 1).mean()).isEqualTo(5);
        assertThat(fitted.model().ahead(fitted.state(), 14, 1).sd()).isEqualTo(step * Math.sqrt(2), within(1e-14));
        assertThat(fitted.model().ahead(fitted.state(), 14, 8).sd()).isEqualTo(step * 3, within(1e-14));
    }

    @Test
    void aGapSaysAsMuchOfAStepAsItsSlotsDo() {
        Fitted fitted = method().fit(new Series(0, new double[] {1, Double.NaN, Double.NaN, Double.NaN, 5}))
                .orElseThrow();

        assertThat(fitted.model().ahead(fitted.state(), 4, 1)).isEqualTo(new Forecast(5, 2));
    }

    @Test
    void findsTheStepOfARandomWalkWithGaps() {
        Random random = new Random(3);
        double[] values = new double[100_000];
        double place = 0;
        for (int i = 0; i < values.length; i++) {
            place += 2 * random.nextGaussian();
            values[i] = random.nextInt(3) == 0 ? Double.NaN : place;
        }

        Fitted fitted = method().fit(new Series(0, values)).orElseThrow();

        assertThat(fitted.model().parameters()[1]).isEqualTo(2, within(0.03));
    }
}
