package datalab.lab.aggregate.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedSumTest {

    @ParameterizedTest
    @CsvSource({
        "3,4,3.5355339059327378",
        "0,0,0",
        "1e200,1e200,1e200",
        "-1e-300,1e-300,1e-300",
        "1e308,0,7.0710678118654752e307"
    })
    void takesTheRootMeanSquareOfWhatIsGreatOrSmall(double one, double other, double expected) {
        CountedSum squares = new CountedSum();
        squares.addSquare(one);
        squares.addSquare(other);

        assertThat(squares.rootMean()).isCloseTo(expected, within(expected * 1e-15));
    }

    @Test
    void isTheRootOfTheMeanOfSquares() {
        CountedSum squares = new CountedSum();
        double sum = 0;
        for (double value : new Random(7).doubles(1_000, -5, 9).toArray()) {
            squares.addSquare(value);
            sum += value * value;
        }
        double expected = Math.sqrt(sum / 1_000);

        assertThat(squares.rootMean()).isCloseTo(expected, within(1e-12));
    }
}
