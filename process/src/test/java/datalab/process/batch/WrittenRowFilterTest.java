package datalab.process.batch;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.view.RowKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WrittenRowFilterTest {
    private static final int ROWS = 200_000;
    private static final int MISTAKEN_MAX = ROWS / 1_000;

    @Test
    void knowsEachRowThatWasWritten() {
        WrittenRowFilter written = new WrittenRowFilter();

        IntStream.range(0, ROWS).forEach(i -> written.add(named(i)));

        assertThat(again(written, WrittenRowFilterTest::named)).isEqualTo(ROWS);
    }

    @Test
    void seldomTakesANewRowForAWrittenOne() {
        assertThat(again(new WrittenRowFilter(), WrittenRowFilterTest::named)).isLessThan(MISTAKEN_MAX);
        assertThat(again(new WrittenRowFilter(), i -> new RowKey(List.of((long) i), null)))
                .isLessThan(MISTAKEN_MAX);
        assertThat(again(new WrittenRowFilter(), i -> new RowKey(List.of(i / 8.0, i % 2 == 0), null)))
                .isLessThan(MISTAKEN_MAX);
        assertThat(again(
                        new WrittenRowFilter(),
                        i -> new RowKey(Arrays.asList("a", null), Instant.ofEpochSecond(60L * i))))
                .isLessThan(MISTAKEN_MAX);
    }

    private static RowKey named(int i) {
        return new RowKey(List.of("user-" + i), null);
    }

    private static long again(WrittenRowFilter written, IntFunction<RowKey> row) {
        return IntStream.range(0, ROWS).filter(i -> written.add(row.apply(i))).count();
    }
}
