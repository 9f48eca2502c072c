package datalab.lab.aggregate.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.generators.SourceDSL.lists;

import datalab.lab.Laws;
import datalab.lab.view.RandomEvents;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

class ExactSumTest {
    private static final MathContext DIGITS = new MathContext(60);
    private static final Gen<List<Double>> NUMBERS =
            lists().of(RandomEvents.numbers()).ofSizeBetween(1, 30);

    @Test
    void roundsOnceLikeABigDecimal() {
        Laws.forAll(NUMBERS, numbers -> {
            BigDecimal reference = numbers.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);

            ExactSum sum = sum(numbers);

            assertThat(sum.exact()).isEqualByComparingTo(reference);
            assertThat(sum.rounded()).isEqualTo(reference.doubleValue());
        });
    }

    @Test
    void squaresAreExactWhateverTheirSize() {
        Laws.forAll(NUMBERS, numbers -> {
            BigDecimal reference = numbers.stream()
                    .map(BigDecimal::new)
                    .map(x -> x.multiply(x))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);

            ExactSum squares = new ExactSum();
            numbers.forEach(squares::addSquare);

            assertThat(squares.exact()).isEqualByComparingTo(reference);
        });
    }

    @Test
    void meanIsNextToTheReferenceAtMost() {
        Laws.forAll(NUMBERS, numbers -> {
            BigDecimal total = numbers.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
            double reference =
                    total.divide(BigDecimal.valueOf(numbers.size()), DIGITS).doubleValue();

            double mean = sum(numbers).mean(numbers.size());

            assertThat(Math.abs(mean - reference)).isLessThanOrEqualTo(Math.ulp(reference));
        });
    }

    @Test
    void deviationIsNextToTheReferenceAtMost() {
        Laws.forAll(lists().of(RandomEvents.numbers()).ofSizeBetween(2, 30), numbers -> {
            double reference = deviation(numbers);

            ExactSum squares = new ExactSum();
            numbers.forEach(squares::addSquare);
            double deviation = StandardDeviation.deviation(numbers.size(), sum(numbers), squares);

            if (Double.isFinite(reference)) {
                assertThat(Math.abs(deviation - reference)).isLessThanOrEqualTo(Math.ulp(reference));
            } else {
                assertThat(deviation).isEqualTo(reference);
            }
        });
    }

    @Test
    void sumsLongsThatNoDoubleHolds() {
        ExactSum sum = new ExactSum();

        sum.add(Long.MAX_VALUE);
        sum.add(Long.MIN_VALUE);
        sum.add((1L << 53) + 1);

        assertThat(sum.exact()).isEqualByComparingTo(BigDecimal.valueOf(1L << 53));
    }

    private static ExactSum sum(List<Double> numbers) {
        ExactSum sum = new ExactSum();
        numbers.forEach(sum::add);
        return sum;
    }

    /** Two passes: the mean, then the distances from it. */
    private static double deviation(List<Double> numbers) {
        BigDecimal n = BigDecimal.valueOf(numbers.size());
        BigDecimal mean = numbers.stream()
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(n, new MathContext(2_000));
        BigDecimal distances = numbers.stream()
                .map(x -> new BigDecimal(x).subtract(mean))
                .map(x -> x.multiply(x))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return distances.divide(n.subtract(BigDecimal.ONE), DIGITS).sqrt(DIGITS).doubleValue();
    }
}
