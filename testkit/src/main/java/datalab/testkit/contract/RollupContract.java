package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.expression.ValueOrder;
import datalab.lab.view.CoarserView;
import datalab.lab.view.Partial;
import datalab.lab.view.Rollup;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.view.Windows;
import datalab.lab.view.Windows.Calendar;
import datalab.lab.view.Windows.Fixed;
import datalab.lab.view.Windows.Unit;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.key.GroupKey;
import datalab.store.query.FieldFilter;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.store.query.SortKey;
import datalab.store.result.BoundedRows;
import datalab.store.view.RollupQuery;
import datalab.store.view.RollupResult;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store promises of rows that are merged when they are asked for: they are what a view of theirs would hold. */
public interface RollupContract {
    List<String> NAMES = List.of("B", "\uD83D\uDE00", "\uFFFD", "a", "");
    List<List<String>> GROUPS =
            List.of(List.of("name", "ok"), List.of("ok", "name"), List.of("name"), List.of("ok"), List.of());
    List<@Nullable Windows> LARGER = Arrays.asList(
            null,
            Fixed.of(Duration.ofHours(6)),
            Fixed.of(Duration.ofDays(1)),
            new Calendar(1, Unit.DAY, ZoneId.of("Europe/Berlin")),
            new Calendar(1, Unit.WEEK, ZoneId.of("America/New_York")),
            new Calendar(1, Unit.MONTH, ZoneId.of("Asia/Shanghai")));

    Store store();

    StoreLab lab();

    /** In pages of any size and either order, over any period and for any values of the groups, and from a coarser view. */
    @Test
    default void mergesRowsAsAViewOfTheirsWouldFoldTheEvents() {
        Random random = new Random(7);
        StoreLab lab = lab();
        List<Event> events = kept(random, lab);

        for (int i = 0; i < QuestionContract.QUESTIONS; i++) {
            RollupQuery question = question(random, lab);

            assertThat(pages(question)).as("%s", question).isEqualTo(expected(question, events));
        }
    }

    /** By columns, also the newest of each group alone, in pages of any size. */
    @Test
    default void choosesAndSortsMergedRowsAsAClientOfAllPagesWould() {
        Random random = new Random(11);
        StoreLab lab = lab();
        kept(random, lab);

        for (int i = 0; i < QuestionContract.QUESTIONS; i++) {
            RollupQuery all = question(random, lab);
            RollupQuery some = some(random, all);
            List<ViewRow> rising = rows(all.of(all.wanted().plain(false)));

            assertThat(pages(some))
                    .as("%s", some)
                    .isEqualTo(chosen(some.wanted(), rising).stream()
                            .map(row -> shown(some.wanted().fold(), row.key(), row.partial()))
                            .toList());
        }
    }

    private List<Event> kept(Random random, StoreLab lab) {
        List<Event> events = new ArrayList<>();
        for (int partition = 0; partition < 2; partition++) {
            List<ArchivedEvent> step = new ArrayList<>();
            for (int offset = 0; offset < 150; offset++) {
                step.add(event(random, lab, new Coordinate(partition, offset)));
            }
            keep(lab, partition, step, "per_name_and_state", "per_state_and_name_a_day");
            step.forEach(archived -> events.add(archived.event()));
        }
        return events;
    }

    @Test
    default void saysWhichRowIsInTwoOfTheLargerWindows() {
        StoreLab lab = lab();
        keep(lab, 0, List.of(lab.reading(0, 0, "a", 1.0)), "per_name_and_state");
        Windows halves = Fixed.of(Duration.ofMinutes(90));
        Rollup rollup = new Rollup(lab.fold("per_name_and_state"), List.of(), halves);

        RollupResult result = store().views().rollup(all(rollup, rows(lab, 10)));
        Rollup whole = new Rollup(lab.fold("per_name_and_state"), List.of(), Fixed.of(Duration.ofHours(2)));

        assertThat(StoreLab.START).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(result).isInstanceOf(RollupResult.Merged.class);
        assertThat(store().views().rollup(all(whole, rows(lab, 10)))).isInstanceOf(RollupResult.Merged.class);

        keep(lab, 1, List.of(at(lab, new Coordinate(1, 0), StoreLab.START.plusSeconds(3_700))), "per_name_and_state");

        assertThat(store().views().rollup(all(rollup, rows(lab, 10))))
                .isEqualTo(new RollupResult.Misfit(
                        new RowKey(Arrays.asList("a", null), StoreLab.START.plusSeconds(3_600)),
                        StoreLab.START.plusSeconds(5_400)));
    }

    @Test
    default void endsAPageOfMergedRowsEarlyWhereTheyAreLarge() {
        StoreLab lab = lab();
        List<ArchivedEvent> large = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            large.add(lab.reading(0, i, i + "a".repeat(200_000), 1.0));
        }
        keep(lab, 0, large, "per_name_and_state");
        Rollup rollup = new Rollup(lab.fold("per_name_and_state"), List.of("name"), null);

        RollupQuery question = all(rollup, rows(lab, 1_000));
        BoundedRows<ViewRow> first = page(question);
        BoundedRows<ViewRow> second = page(question.following(first.rows().getLast()));
        BoundedRows<ViewRow> third = page(question.following(second.rows().getLast()));

        assertThat(first.isCut()).isTrue();
        assertThat(first.rows()).hasSizeBetween(20, 45);
        assertThat(first.rows().size() + second.rows().size() + third.rows().size())
                .isEqualTo(100);
    }

    /** The coarser view alone has folded the event of the first day, and none of the second. */
    @Test
    default void readsACoarserViewWhereItsWindowsAreWhole() {
        StoreLab lab = lab();
        Instant day = Instant.parse("2026-03-01T00:00:00Z");
        keep(lab, 0, List.of(at(lab, new Coordinate(0, 0), day.plusSeconds(7_200))), "per_state_and_name_a_day");
        keep(lab, 1, List.of(at(lab, new Coordinate(1, 0), day.plusSeconds(86_400))), "per_name_and_state");
        ViewFold fold = lab.fold("per_name_and_state");
        Rollup rollup = new Rollup(fold, List.of(), null);
        CoarserView daily =
                CoarserView.of(fold, lab.fold("per_state_and_name_a_day")).orElseThrow();

        Function<ViewQuery, List<String>> read = rows -> page(all(rollup, rows, daily)).rows().stream()
                .map(row -> fold.present(row.partial()).toString())
                .toList();

        ViewQuery all = rows(lab, 10);
        assertThat(read.apply(all)).containsExactly("[1]");
        assertThat(read.apply(all.between(day, day.plusSeconds(90_000)))).containsExactly("[2]");
        assertThat(read.apply(all.between(day.plusSeconds(3_600), null))).isEmpty();
        assertThat(read.apply(all.withLayer(ViewLayer.SPEED))).containsExactly("[1]");
        assertThat(CoarserView.of(lab.fold("per_state_and_name_a_day"), fold)).isEmpty();
        assertThat(CoarserView.of(fold, lab.fold("per_minute"))).isEmpty();
    }

    private void keep(StoreLab lab, int partition, List<ArchivedEvent> events, String... views) {
        store().ledger().progress(lab.readings(), partition);
        CommitBuilder step =
                CommitBuilder.of(lab.readings(), partition, 0, events.size()).events(events);
        for (String view : views) {
            step.folded(lab.fold(view));
        }
        store().ledger().commit(step.commit());
    }

    private static ArchivedEvent event(Random random, StoreLab lab, Coordinate at) {
        Instant time = StoreLab.START.plus(Duration.ofMinutes(random.nextInt(60 * 24 * 50)));
        Object name = random.nextInt(9) == 0 ? null : NAMES.get(random.nextInt(NAMES.size()));
        Object ok = random.nextInt(4) == 0 ? null : (Object) random.nextBoolean();
        return StoreLab.event(lab.readings(), at, time, name, 1.0, null, ok, null);
    }

    private static ArchivedEvent at(StoreLab lab, Coordinate at, Instant time) {
        return StoreLab.event(lab.readings(), at, time, "a", 1.0, null, null, null);
    }

    private static ViewQuery rows(StoreLab lab, int limit) {
        return new ViewQuery(lab.fold("per_name_and_state"), null, null, Map.of(), false, null, limit);
    }

    private static RollupQuery question(Random random, StoreLab lab) {
        ViewFold fold = lab.fold("per_name_and_state");
        Rollup rollup =
                new Rollup(fold, GROUPS.get(random.nextInt(GROUPS.size())), LARGER.get(random.nextInt(LARGER.size())));
        Map<String, Object> equal = new HashMap<>();
        if (random.nextInt(3) == 0) {
            equal.put("name", NAMES.get(random.nextInt(NAMES.size())));
        }
        if (random.nextInt(4) == 0) {
            equal.put("ok", random.nextBoolean());
        }
        Instant from = random.nextBoolean() ? null : StoreLab.START.plus(Duration.ofHours(random.nextInt(600)));
        Instant to = random.nextBoolean() ? null : StoreLab.START.plus(Duration.ofHours(600 + random.nextInt(600)));
        ViewQuery rows = new ViewQuery(fold, from, to, equal, random.nextBoolean(), null, 1 + random.nextInt(9));
        return CoarserView.of(fold, lab.fold("per_state_and_name_a_day"))
                .filter(daily -> daily.fits(rollup) && random.nextBoolean())
                .map(daily -> all(rollup, rows, daily))
                .orElseGet(() -> all(rollup, rows));
    }

    /** All merged rows, in the order that the view's own are asked for. */
    private static RollupQuery all(Rollup rollup, ViewQuery rows, CoarserView... coarser) {
        ViewQuery wanted = new ViewQuery(rollup.fold(), null, null, Map.of(), rows.descending(), null, rows.limit());
        return new RollupQuery(rollup, rows, wanted, List.of(coarser));
    }

    /** Some of them, in an order of columns or the usual one. */
    private static RollupQuery some(Random random, RollupQuery all) {
        ViewFold fold = all.rollup().fold();
        List<String> columns = columns(fold);
        List<SortKey> sort = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            SortKey key = new SortKey(columns.get(random.nextInt(columns.size())), random.nextBoolean());
            if (sort.stream().noneMatch(other -> other.column().equals(key.column()))) {
                sort.add(key);
            }
        }
        Filters where = random.nextBoolean()
                ? Filters.NONE
                : new Filters(
                        Map.of("n", new FieldFilter(List.of(), (long) random.nextInt(9), random.nextInt(9) + 5L)));
        ViewQuery usual = all.wanted();
        return all.of(new ViewQuery(
                fold,
                null,
                null,
                where,
                random.nextInt(3),
                sort.isEmpty() && usual.descending(),
                Sort.by(sort),
                null,
                usual.limit(),
                usual.layer()));
    }

    private static List<String> columns(ViewFold fold) {
        List<String> columns = new ArrayList<>(fold.view().by());
        if (fold.view().every() != null) {
            columns.add(ViewQuery.WINDOW_START);
        }
        columns.add("n");
        return columns;
    }

    /** Cells of a row by the names of its columns. */
    private static Map<String, @Nullable Object> cells(ViewFold fold, ViewRow row) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        for (int i = 0; i < fold.view().by().size(); i++) {
            cells.put(fold.view().by().get(i), row.key().group().get(i));
        }
        cells.put(ViewQuery.WINDOW_START, row.key().windowStart());
        cells.put("n", fold.present(row.partial()).getFirst());
        return cells;
    }

    /** What a client would choose among all rows in ascending order, and put in order. */
    private static List<ViewRow> chosen(ViewQuery wanted, List<ViewRow> rising) {
        ViewFold fold = wanted.fold();
        Map<List<@Nullable Object>, Integer> newer = new HashMap<>();
        List<ViewRow> chosen = new ArrayList<>();
        for (ViewRow row : rising.reversed()) {
            boolean isNewest = newer.merge(row.key().group(), 1, Integer::sum) <= wanted.latest();
            if ((wanted.latest() == 0 || isNewest)
                    && wanted.where()
                            .of("n")
                            .map(filter -> filter.test(cells(fold, row).get("n")))
                            .orElse(true)) {
                chosen.add(row);
            }
        }
        List<ViewRow> ordered = wanted.descending() ? chosen : new ArrayList<>(chosen.reversed());
        for (SortKey key : wanted.sort().keys().reversed()) {
            Comparator<Object> order =
                    key.descending() ? ((Comparator<Object>) ValueOrder::compare).reversed() : ValueOrder::compare;
            ordered.sort(Comparator.comparing(row -> cells(fold, row).get(key.column()), Comparator.nullsLast(order)));
        }
        return ordered;
    }

    private List<String> pages(RollupQuery question) {
        return rows(question).stream()
                .map(row -> shown(question.rollup().fold(), row.key(), row.partial()))
                .toList();
    }

    private List<ViewRow> rows(RollupQuery question) {
        List<ViewRow> found = new ArrayList<>();
        RollupQuery next = question;
        while (true) {
            BoundedRows<ViewRow> page = page(next);
            found.addAll(page.rows());
            if (page.rows().size() < question.wanted().limit()) {
                assertThat(page.isCut()).isFalse();
                return found;
            }
            next = next.following(page.rows().getLast());
        }
    }

    private BoundedRows<ViewRow> page(RollupQuery question) {
        RollupResult result = store().views().rollup(question);
        assertThat(result).isInstanceOf(RollupResult.Merged.class);
        return ((RollupResult.Merged) result).rows();
    }

    /** By a fold of its own, over the events of the chosen rows. */
    private static List<String> expected(RollupQuery question, List<Event> events) {
        ViewQuery rows = question.rows();
        View view = question.rollup().fold().view();
        ViewFold direct = new ViewFold(view, rows.fold().stream());
        Map<RowKey, Partial> merged = new HashMap<>();
        for (Event event : events) {
            if (isChosen(rows, rows.fold().key(event))) {
                direct.add(merged.computeIfAbsent(direct.key(event), key -> direct.empty()), event);
            }
        }
        Comparator<RowKey> order = Comparator.comparing(
                        RowKey::windowStart, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                .thenComparing(GroupKey::of, ValueOrder::compare);
        return merged.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(rows.descending() ? order.reversed() : order))
                .map(entry -> shown(direct, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static boolean isChosen(ViewQuery rows, RowKey key) {
        Instant start = Objects.requireNonNull(key.windowStart());
        Set<String> fields = rows.where().fields();
        List<String> by = rows.fold().view().by();
        return (rows.from() == null || !start.isBefore(rows.from()))
                && (rows.to() == null || start.isBefore(rows.to()))
                && fields.stream()
                        .allMatch(field -> rows.where()
                                .of(field)
                                .orElseThrow()
                                .test(key.group().get(by.indexOf(field))));
    }

    private static String shown(ViewFold fold, RowKey key, Partial partial) {
        return key + " " + fold.present(partial);
    }
}
