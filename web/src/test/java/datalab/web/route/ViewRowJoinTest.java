package datalab.web.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.Route;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.result.BoundedRows;
import datalab.store.view.RollupQuery;
import datalab.store.view.RollupResult;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import datalab.testkit.store.StoreLab;
import datalab.web.http.HttpProblem;
import datalab.web.route.ViewRowCursor.Place;
import datalab.web.route.ViewRowJoin.JoinedRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewRowJoinTest {
    private static final ViewFold FOLD = StoreLab.of("joined").fold("per_minute");
    private static final List<@Nullable String> NAMES = Arrays.asList("a", "b", "\uE000", "\uD83C\uDF21", "a\"", null);

    /** Whatever the views hold and however their pages are cut, a join is what comparing all rows with all finds. */
    @ParameterizedTest
    @EnumSource(Route.Join.class)
    void findsWhatComparingAllRowsFinds(Route.Join kind) {
        LongStream.range(0, 300).forEach(seed -> {
            Random random = new Random(seed);
            List<List<ViewRow>> views = IntStream.range(0, 1 + random.nextInt(4))
                    .mapToObj(view -> randomRows(random))
                    .toList();

            List<List<@Nullable ViewRow>> joined = all(join(random, views, kind, 1_000));

            assertThat(joined).as("seed " + seed).isEqualTo(compared(views, kind));
        });
    }

    @Test
    void stopsAtAViewWithMoreRowsThanItMayRead() {
        List<ViewRow> rows = IntStream.range(0, 6).mapToObj(i -> row(i, "a")).toList();

        assertThat(all(join(new Random(1), List.of(rows, List.of()), Route.Join.INNER, 6)))
                .isEmpty();
        assertThatThrownBy(() -> all(join(new Random(1), List.of(rows, List.of()), Route.Join.INNER, 5)))
                .isInstanceOf(HttpProblem.class)
                .hasMessageContaining("more than 5 rows of view per_minute");
    }

    private static ViewRowJoin join(Random random, List<List<ViewRow>> views, Route.Join kind, int rowsMax) {
        List<ViewRowCursor> cursors = views.stream()
                .map(rows -> {
                    int page = 1 + random.nextInt(5);
                    ViewQuery query = new ViewQuery(FOLD, null, null, Map.of(), false, null, page);
                    return new ViewRowCursor(new Pages(rows, random), query, rowsMax, "from, to");
                })
                .toList();
        return new ViewRowJoin(cursors, kind);
    }

    private static List<List<@Nullable ViewRow>> all(ViewRowJoin join) {
        List<List<@Nullable ViewRow>> all = new ArrayList<>();
        for (JoinedRow row = join.next(); row != null; row = join.next()) {
            all.add(row.parts());
            assertThat(row.parts().stream().filter(Objects::nonNull).map(ViewRow::key))
                    .containsOnly(row.key());
        }
        return all;
    }

    private static List<List<@Nullable ViewRow>> compared(List<List<ViewRow>> views, Route.Join kind) {
        SortedSet<Place> places = new TreeSet<>();
        views.forEach(rows -> rows.forEach(row -> places.add(Place.of(row.key()))));
        List<List<@Nullable ViewRow>> all = new ArrayList<>();
        for (Place place : places) {
            List<@Nullable ViewRow> parts = new ArrayList<>();
            for (List<ViewRow> rows : views) {
                parts.add(rows.stream()
                        .filter(row -> Place.of(row.key()).compareTo(place) == 0)
                        .findFirst()
                        .orElse(null));
            }
            boolean isShown = switch (kind) {
                case FULL -> true;
                case LEFT -> parts.getFirst() != null;
                case INNER -> !parts.contains(null);
            };
            if (isShown) {
                all.add(parts);
            }
        }
        return all;
    }

    private static List<ViewRow> randomRows(Random random) {
        List<ViewRow> rows = new ArrayList<>();
        for (int minute = 0; minute < 4; minute++) {
            for (String name : NAMES) {
                if (random.nextInt(3) > 0) {
                    rows.add(row(minute, name));
                }
            }
        }
        rows.sort((one, other) -> Place.of(one.key()).compareTo(Place.of(other.key())));
        return rows;
    }

    private static ViewRow row(int minute, @Nullable String name) {
        RowKey key = new RowKey(Collections.singletonList(name), StoreLab.START.plus(Duration.ofMinutes(minute)));
        return new ViewRow(key, FOLD.empty());
    }

    /** Pages of rows in memory, some of which are cut short as if rows were large. */
    private record Pages(List<ViewRow> rows, Random random) implements ViewReader {
        @Override
        public BoundedRows<ViewRow> page(ViewQuery query) {
            RowKey after = query.after();
            List<ViewRow> left = rows.stream()
                    .filter(row -> after == null || Place.of(row.key()).compareTo(Place.of(after)) > 0)
                    .toList();
            boolean isCut = random.nextBoolean() && left.size() > 1;
            int size = Math.min(isCut ? 1 : query.limit(), left.size());
            return new BoundedRows<>(left.subList(0, size), isCut);
        }

        @Override
        public Optional<ViewFold> served(ViewFold declared) {
            return Optional.of(declared);
        }

        @Override
        public void each(ViewQuery query, Predicate<ViewRow> each) {
            throw new UnsupportedOperationException("not asked of a join");
        }

        @Override
        public RollupResult rollup(RollupQuery query) {
            throw new UnsupportedOperationException("not asked of a join");
        }

        @Override
        public Partial total(ViewQuery query) {
            throw new UnsupportedOperationException("not asked of a join");
        }
    }
}
