package datalab.lab.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import datalab.lab.Streams;
import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two aggregates that estimate, within their stated errors, however they are merged. */
class SketchTest {
    private static final EventStream STREAM = Streams.readings(EventStream.Extra.KEEP, ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 100, 1_000, 100_000})
    void countsDifferentValuesWithinThreeSigma(int different) {
        ViewFold fold = fold(new Distinct("d", "count"));

        Partial merged = fold.empty();
        for (int part = 0; part < 3; part++) { // each value in two of three parts
            Partial partial = fold.empty();
            for (int i = 0; i < different; i++) {
                if (i % 3 != part) {
                    fold.add(partial, event(i, 0.0, i));
                }
            }
            fold.merge(merged, fold.decode(fold.encode(partial)));
        }

        assertThat(((Long) fold.present(merged).getFirst()).doubleValue())
                .isCloseTo(different, within(Math.max(0.5, 3 * 0.016 * different)));
    }

    @Test
    void countsEmptyTextsAndBothZerosOnce() {
        ViewFold fold = fold(new Distinct("names", "name"), new Distinct("values", "value"));

        Partial partial = fold.empty();
        fold.add(partial, event(0, 0.0, 0));
        fold.add(partial, event(1, -0.0, 0));

        assertThat(fold.present(partial)).containsExactly(1L, 1L);
    }

    @Test
    void quantilesOfFewValuesAreExact() {
        ViewFold fold = fold(
                new Quantile("least", "value", 0),
                new Quantile("median", "value", 0.5),
                new Quantile("greatest", "value", 1));

        Partial partial = fold.empty();
        DoubleStream.of(9, 1, 5, 3, 7).forEach(value -> fold.add(partial, event(0, value, 0)));

        assertThat(fold.present(partial)).containsExactly(1.0, 5.0, 9.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 0.95})
    void quantilesOfManyMergedValuesAreWithinTheRankError(double fraction) {
        ViewFold fold = fold(new Quantile("q", "value", fraction));
        Random chance = new Random(7);

        Partial merged = fold.empty();
        for (int part = 0; part < 50; part++) {
            Partial partial = fold.empty();
            for (int i = 0; i < 1_000; i++) {
                fold.add(partial, event(i, chance.nextDouble(), 0)); // the rank of a value is the value
            }
            fold.merge(merged, fold.decode(fold.encode(partial)));
        }

        // 1.33 % is not passed 99 times of 100; twice as much practically never
        assertThat((Double) fold.present(merged).getFirst()).isCloseTo(fraction, within(2 * 0.0133 + 0.01));
    }

    private static Event event(long offset, double value, long count) {
        return Streams.event(STREAM, new Coordinate(0, offset), Instant.EPOCH, "", value, count, null, null);
    }

    private static ViewFold fold(Aggregate... aggregates) {
        return new ViewFold(new View("sensors", "v", "readings", List.of(), null, List.of(aggregates)), STREAM);
    }
}
