package datalab.lab.aggregate.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound that `top` states, for values of any number in parts of any number, merged in any order. */
class MisraGriesSummaryTest {

    @Test
    void isExactUpToItsLimit() {
        MisraGriesSummary frequencies = new MisraGriesSummary();
        for (int i = 0; i < 3 * MisraGriesSummary.EXACT_VALUES_MAX; i++) {
            frequencies.add((long) i % MisraGriesSummary.EXACT_VALUES_MAX, 1);
        }

        List<MisraGriesSummary.Counted> all = frequencies.byValue();

        assertThat(all).hasSize(MisraGriesSummary.EXACT_VALUES_MAX).allMatch(counted -> counted.count() == 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isNeverTooHighNorTooLowByMoreThanItsShare(long seed) {
        Random chance = new Random(seed);
        Map<Object, Long> truth = new HashMap<>();
        List<MisraGriesSummary> parts = new ArrayList<>();
        for (int part = 0; part <= chance.nextInt(8); part++) {
            parts.add(part(chance, truth));
        }

        MisraGriesSummary merged = merged(parts, chance);

        long events = truth.values().stream().mapToLong(Long::longValue).sum();
        Map<Object, Long> counts = new HashMap<>();
        merged.byValue().forEach(counted -> counts.put(counted.value(), counted.count()));
        assertThat(counts).hasSizeLessThanOrEqualTo(MisraGriesSummary.EXACT_VALUES_MAX);
        truth.forEach((value, count) -> assertThat(counts.getOrDefault(value, 0L))
                .isBetween(count - events / (MisraGriesSummary.KEPT_VALUES + 1), count));
    }

    /** Few values that come often among many that come seldom. */
    private static MisraGriesSummary part(Random chance, Map<Object, Long> truth) {
        MisraGriesSummary part = new MisraGriesSummary();
        int different = 1 + chance.nextInt(20_000);
        for (int i = 0; i < 30_000; i++) {
            long value = (long) (different * Math.pow(chance.nextDouble(), 1 + chance.nextInt(4)));
            part.add(value, 1);
            truth.merge(value, 1L, Long::sum);
        }
        return part;
    }

    private static MisraGriesSummary merged(List<MisraGriesSummary> parts, Random chance) {
        while (parts.size() > 1) {
            Collections.shuffle(parts, chance);
            MisraGriesSummary last = parts.removeLast();
            parts.getLast().merge(last);
        }
        return parts.getFirst();
    }
}
