package datalab.lab.view;

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
class FrequenciesTest {

    @Test
    void isExactUpToItsLimit() {
        Frequencies frequencies = new Frequencies();
        for (int i = 0; i < 3 * Frequencies.EXACT_VALUES_MAX; i++) {
            frequencies.add((long) i % Frequencies.EXACT_VALUES_MAX, 1);
        }

        List<Frequencies.Counted> all = frequencies.byValue();

        assertThat(all).hasSize(Frequencies.EXACT_VALUES_MAX).allMatch(counted -> counted.count() == 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isNeverTooHighNorTooLowByMoreThanItsShare(long seed) {
        Random chance = new Random(seed);
        Map<Object, Long> truth = new HashMap<>();
        List<Frequencies> parts = new ArrayList<>();
        for (int part = 0; part <= chance.nextInt(8); part++) {
            parts.add(part(chance, truth));
        }

        Frequencies merged = merged(parts, chance);

        long events = truth.values().stream().mapToLong(Long::longValue).sum();
        Map<Object, Long> counts = new HashMap<>();
        merged.byValue().forEach(counted -> counts.put(counted.value(), counted.count()));
        assertThat(counts).hasSizeLessThanOrEqualTo(Frequencies.EXACT_VALUES_MAX);
        truth.forEach((value, count) -> assertThat(counts.getOrDefault(value, 0L))
                .isBetween(count - events / (Frequencies.KEPT_VALUES + 1), count));
    }

    /** Few values that come often among many that come seldom. */
    private static Frequencies part(Random chance, Map<Object, Long> truth) {
        Frequencies part = new Frequencies();
        int different = 1 + chance.nextInt(20_000);
        for (int i = 0; i < 30_000; i++) {
            long value = (long) (different * Math.pow(chance.nextDouble(), 1 + chance.nextInt(4)));
            part.add(value, 1);
            truth.merge(value, 1L, Long::sum);
        }
        return part;
    }

    private static Frequencies merged(List<Frequencies> parts, Random chance) {
        while (parts.size() > 1) {
            Collections.shuffle(parts, chance);
            Frequencies last = parts.removeLast();
            parts.getLast().merge(last);
        }
        return parts.getFirst();
    }
}
