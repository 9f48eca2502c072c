package datalab.web.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.web.http.HttpProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class M4SelectionTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int COLUMNS = 2;
    private static final PointRows<Row> ROWS = new PointRows<>() {
        @Override
        public Object line(Row row) {
            return row.line();
        }

        @Override
        public Instant time(Row row) {
            return START.plusSeconds(row.second());
        }

        @Override
        public List<@Nullable Number> values(Row row) {
            return Arrays.asList(row.value(), row.count());
        }

        @Override
        public int bytes(Row row) {
            return row.bytes();
        }
    };

    /** One of some rows; its number tells it from others. */
    private record Row(
            int number,
            String line,
            long second,
            @Nullable Double value,
            @Nullable Long count,
            int bytes) {}

    @Test
    void keepsTheExtremesOfEachBucketAndLine() {
        forAll(rows -> {
            BucketWidth width = new BucketWidth(10_000_000);
            List<Row> kept = selected(rows, width, 4);

            for (List<Row> bucket : buckets(rows, width)) {
                List<Row> left = bucket.stream().filter(kept::contains).toList();
                assertThat(left).contains(bucket.getFirst(), bucket.getLast());
                assertThat(extremes(left, Row::value)).isEqualTo(extremes(bucket, Row::value));
                assertThat(extremes(left, Row::count)).isEqualTo(extremes(bucket, Row::count));
                assertThat(left).hasSizeLessThanOrEqualTo(Math.max(4, 2 + 2 * COLUMNS));
            }
        });
    }

    @Test
    void keepsRowsAsTheyAreInOrderAndEachOnce() {
        forAll(rows -> {
            List<Row> kept = selected(rows, new BucketWidth(7_000_000), 5);

            assertThat(rows).containsAll(kept);
            assertThat(kept)
                    .isSortedAccordingTo(Comparator.comparingInt(Row::number))
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void keepsAllOfALineThatHasFewEnough() {
        forAll(rows -> {
            List<Row> kept = selected(rows, new BucketWidth(60_000_000), 20);

            rows.stream().collect(Collectors.groupingBy(Row::line)).forEach((line, all) -> {
                if (all.size() <= 20) {
                    assertThat(kept).containsAll(all);
                }
            });
        });
    }

    /** What comes of a period does not depend on what else is asked for. */
    @Test
    void keepsTheSameOfABucketWhereverAPeriodBegins() {
        forAll(rows -> {
            BucketWidth width = new BucketWidth(10_000_000);
            List<Row> later = rows.stream().filter(row -> row.second() >= 20).toList();

            List<Row> of = selected(rows, width, 1).stream()
                    .filter(row -> row.second() >= 20)
                    .toList();

            if (later.stream().collect(Collectors.groupingBy(Row::line)).values().stream()
                    .allMatch(line -> line.size() > 1)) {
                assertThat(selected(later, width, 1)).isEqualTo(of);
            }
        });
    }

    @Test
    void takesTheEarliestOfEqualValues() {
        List<Row> rows = IntStream.range(0, 9).mapToObj(i -> row(i, 1.0)).toList();

        assertThat(selected(rows, new BucketWidth(60_000_000), 4))
                .extracting(Row::number)
                .containsExactly(0, 8);
    }

    @Test
    void keepsFirstAndLastWhereThereIsNoValue() {
        List<Row> rows = IntStream.range(0, 9).mapToObj(i -> row(i, null)).toList();

        assertThat(selected(rows, new BucketWidth(60_000_000), 4))
                .extracting(Row::number)
                .containsExactly(0, 8);
    }

    @Test
    void answersNothingOfNothingAndOneOfOne() {
        assertThat(selected(List.of(), new BucketWidth(1), 4)).isEmpty();
        assertThat(selected(List.of(row(0, null)), new BucketWidth(1), 4)).hasSize(1);
    }

    @Test
    void tellsWhetherRowsAreLeftOut() {
        M4Selection<Row> selection = new M4Selection<>(ROWS, new BucketWidth(1), 4);
        IntStream.range(0, 4).forEach(i -> selection.add(row(i, 1.0)));
        assertThat(selection.isReduced()).isFalse();

        selection.add(row(4, 1.0));

        assertThat(selection.isReduced()).isTrue();
    }

    @Test
    void refusesTooManyLines() {
        M4Selection<Row> selection = new M4Selection<>(ROWS, new BucketWidth(1), 10_000);
        IntStream.range(0, 10).forEach(i -> selection.add(new Row(i, "line " + i, i, null, null, 1)));

        assertThatThrownBy(() -> selection.add(new Row(10, "one more", 10, null, null, 1)))
                .isInstanceOf(HttpProblem.class)
                .hasMessageStartingWith("more than 10 lines of 10000 points; choose some of them by a filter");
    }

    /** The rows of a line that are let go again do not count. */
    @Test
    void refusesToHoldTooManyBytes() {
        int megabyte = 1 << 20;
        M4Selection<Row> narrow = new M4Selection<>(ROWS, new BucketWidth(1_000_000_000L), 4);
        IntStream.range(0, 500).forEach(i -> narrow.add(new Row(i, "a", i, 1.0, 1L, megabyte)));
        M4Selection<Row> wide = new M4Selection<>(ROWS, new BucketWidth(1), 4);

        M4Selection<Row> manyLines = new M4Selection<>(ROWS, new BucketWidth(1_000_000_000L), 4);

        assertThat(narrow.rows()).hasSize(2);
        assertThatThrownBy(() -> IntStream.range(0, 500)
                        .forEach(i -> manyLines.add(new Row(i, "line " + i % 20, i, 1.0 * i, 1L, megabyte))))
                .isInstanceOf(HttpProblem.class);
        assertThatThrownBy(() -> IntStream.range(0, 500).forEach(i -> wide.add(new Row(i, "a", i, 1.0, 1L, megabyte))))
                .isInstanceOf(HttpProblem.class)
                .hasMessageContaining("bytes");
    }

    private static void forAll(Consumer<List<Row>> law) {
        LongStream.range(0, 500).forEach(seed -> {
            Random random = new Random(seed);
            List<Row> rows = new ArrayList<>();
            long second = 0;
            for (int i = random.nextInt(150); i > 0; i--) {
                second += random.nextInt(3);
                Double value = random.nextInt(4) == 0 ? null : random.nextInt(5) - 2.0;
                Long count = random.nextInt(4) == 0 ? null : Long.MAX_VALUE - random.nextInt(5);
                rows.add(new Row(rows.size(), "line " + random.nextInt(3), second, value, count, 1));
            }
            law.accept(rows);
        });
    }

    private static Row row(int number, @Nullable Double value) {
        return new Row(number, "a", number, value, null, 1);
    }

    private static List<Row> selected(List<Row> rows, BucketWidth width, int points) {
        M4Selection<Row> selection = new M4Selection<>(ROWS, width, points);
        rows.forEach(selection::add);
        return selection.rows();
    }

    private static Collection<List<Row>> buckets(List<Row> rows, BucketWidth width) {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> row.line() + width.bucket(ROWS.time(row))))
                .values();
    }

    /** The least and the greatest value of some rows. */
    private static <V extends Comparable<V>> List<V> extremes(List<Row> rows, Function<Row, @Nullable V> column) {
        TreeSet<V> values =
                rows.stream().map(column).filter(Objects::nonNull).collect(Collectors.toCollection(TreeSet::new));
        return values.isEmpty() ? List.of() : List.of(values.first(), values.last());
    }
}
