package datalab.lab.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
    @Test
    void isSplitMixAtAnyPlace() {
        SplittableRandom sequence = new SplittableRandom(7);
        CounterRandom random = new CounterRandom(7);

        for (int counter = 1; counter < 100; counter++) {
            assertThat(random.uniform(counter)).isEqualTo(((sequence.nextLong() >>> 12) + 0.5) * 0x1p-52);
        }
    }

    @Test
    void isUniformOverSlotsAndOverTimes() {
        for (long step : new long[] {1, 3_600_000_000L}) {
            CounterRandom random = new CounterRandom(1).of("a").of("b");
            double sum = 0;
            double squares = 0;
            int count = 100_000;
            for (int i = 0; i < count; i++) {
                double uniform = random.uniform(i * step);
                sum += uniform;
                squares += uniform * uniform;
            }
            assertThat(sum / count).isEqualTo(1 / 2.0, Offset.offset(0.005));
            assertThat(squares / count).isEqualTo(1 / 3.0, Offset.offset(0.005));
        }
    }

    @Test
    void isAnotherForEachSeedNameAndOrderOfNames() {
        Set<Double> seen = new HashSet<>();
        for (int seed = 0; seed < 10; seed++) {
            CounterRandom random = new CounterRandom(seed);
            for (String name : new String[] {"a", "b", "ab", "ba", ""}) {
                assertThat(seen.add(random.of(name).uniform(0))).isTrue();
                assertThat(seen.add(random.of(name).of("c").uniform(0))).isTrue();
                assertThat(seen.add(random.of("c").of(name).uniform(1))).isTrue();
            }
        }
    }
}
