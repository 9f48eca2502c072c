package datalab.process.batch;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.view.RowKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WrittenTest {
    private static final int ROWS = 200_000;
    private static final int MISTAKEN_MAX = ROWS / 1_000;

    @Test
    void knowsEachRowThatWasWritten() {
        Written written = new Written();

        IntStream.range(0, ROWS).forEach(i -> written.add(named(i)));

        assertThat(again(written, WrittenTest::named)).isEqualTo(ROWS);
    }

    @Test
    void seldomTakesANewRowForAWrittenOne() {
        assertThat(again(new Written(), WrittenTest::named)).isLessThan(MISTAKEN_MAX);
        assertThat(again(new Written(), i -> new RowKey(List.of((long) i), null)))
                .isLessThan(MISTAKEN_MAX);
        assertThat(again(new Written(), i -> new RowKey(List.of(i / 8.0, i % 2 == 0), null)))
                .isLessThan(MISTAKEN_MAX);
        assertThat(again(new Written(), i -> new RowKey(Arrays.asList("a", null), Instant.ofEpochSecond(60L * i))))
                .isLessThan(MISTAKEN_MAX);
    }

    private static RowKey named(int i) {
        return new RowKey(List.of("user-" + i), null);
    }

    private static long again(Written written, IntFunction<RowKey> row) {
        return IntStream.range(0, ROWS).filter(i -> written.add(row.apply(i))).count();
    }
}
