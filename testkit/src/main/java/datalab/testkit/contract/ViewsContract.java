package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.result.BoundedRows;
import datalab.store.retention.Retained;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store promises about views: a reader sees each row once, merged from all its partials, in order. */
public interface ViewsContract {

    Store store();

    StoreLab lab();

    @Test
    default void givesBackPartialsOfOnePartitionAndEpoch() {
        StoreLab lab = lab();
        ViewFold fold = lab.fold("by_name");
        keep(lab, 0, 0, lab.reading(0, 0, "a", 1.0), lab.reading(0, 1, "b", 2.0));
        keep(lab, 1, 0, lab.reading(1, 0, "a", 5.0));
        RowKey a = new RowKey(List.of("a"), null);
        RowKey none = new RowKey(List.of("none"), null);

        Map<RowKey, Partial> partials = store().views().partials(fold, 0, 0, List.of(a, none));

        assertThat(partials).containsOnlyKeys(a);
        assertThat(fold.present(partial(partials, a))).containsExactly(1L, 1.0, 1.0);
        assertThat(store().views().partials(fold, 0, 1, List.of(a))).isEmpty();
        assertThat(store().views().partials(fold, 2, 0, List.of(a))).isEmpty();
    }

    @Test
    default void mergesPartialsOfAllPartitions() {
        StoreLab lab = lab();
        keep(lab, 0, 0, lab.reading(0, 0, "a", 1.0), lab.reading(0, 1, "b", 2.0));
        keep(lab, 1, 0, lab.reading(1, 0, "a", 5.0));

        assertThat(rows(lab, "by_name")).containsExactly("[a] null [2, 3.0, 5.0]", "[b] null [1, 2.0, 2.0]");
        assertThat(rows(lab, "total")).containsExactly("[] null [3]");
    }

    @Test
    default void endsAPageEarlyWhereRowsAreLarge() {
        StoreLab lab = lab();
        ViewFold fold = lab.fold("by_name");
        int count = 100;
        ArchivedEvent[] large = new ArchivedEvent[count];
        for (int i = 0; i < count; i++) {
            large[i] = lab.reading(0, i, "a".repeat(100_000) + i, 1.0);
        }
        keep(lab, 0, 0, large);
        keep(lab, 1, 0, lab.reading(1, 0, "b", 1.0));

        BoundedRows<ViewRow> first = store().views().page(new ViewQuery(fold, null, null, Map.of(), false, null, 100));
        RowKey after = first.rows().getLast().key();
        BoundedRows<ViewRow> rest = store().views().page(new ViewQuery(fold, null, null, Map.of(), false, after, 100));

        assertThat(first.isCut()).isTrue();
        assertThat(first.rows()).hasSizeBetween(5, count - 1);
        assertThat(rest.isCut()).isFalse();
        assertThat(first.rows().size() + rest.rows().size()).isEqualTo(count + 1);
    }

    /** Several questions of one reader do not see what is committed between them. */
    @Test
    default void answersSeveralQuestionsFromOneSnapshot() {
        StoreLab lab = lab();
        ViewFold fold = lab.fold("by_name");
        ViewQuery all = new ViewQuery(fold, null, null, Map.of(), false, null, 100);
        keep(lab, 0, 0, lab.reading(0, 0, "a", 1.0));

        List<Integer> seen = store().views().snapshot(views -> {
            int first = views.viewRows(all).size();
            elsewhere(() -> keep(lab, 1, 0, lab.reading(1, 0, "b", 5.0)));
            int again = views.viewRows(all).size();
            long total = (Long) fold.present(views.total(all)).getFirst();
            assertThat(views.served(fold))
                    .hasValueSatisfying(served -> assertThat(served.view()).isEqualTo(fold.view()));
            return List.of(first, again, (int) total);
        });

        assertThat(seen).containsExactly(1, 1, 1);
        assertThat(store().views().viewRows(all)).hasSize(2);
    }

    @Test
    default void putsALaterPartialOfTheSameRowInItsPlace() {
        StoreLab lab = lab();
        ViewFold fold = lab.fold("by_name");
        ArchivedEvent first = lab.reading(0, 0, "a", 1.0);
        ArchivedEvent second = lab.reading(0, 1, "a", 3.0);
        keep(lab, 0, 0, first);
        Map<RowKey, Partial> merged = store().views().partials(fold, 0, 0, List.of(fold.key(first.event())));
        fold.add(partial(merged, fold.key(first.event())), second.event());

        store().ledger()
                .commit(CommitBuilder.of(lab.readings(), 0, 1, 2)
                        .events(second)
                        .partials(fold, merged)
                        .commit());

        assertThat(rows(lab, "by_name")).containsExactly("[a] null [2, 2.0, 3.0]");
    }

    @Test
    default void putsGroupsInCodePointOrderAndNullApart() {
        StoreLab lab = lab();
        String[] names = {"b", "B", "ä", "z", "\uD83D\uDE00", "\uFFFD", "", "a\"", "a\\", "a", "null"};
        List<ArchivedEvent> events = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            events.add(lab.reading(0, i, names[i], 1.0));
        }
        events.add(StoreLab.event(lab.readings(), new Coordinate(0, 99), null, null, 1.0, null, null, null));
        keep(lab, 0, 0, events.toArray(ArchivedEvent[]::new));

        List<@Nullable Object> groups = store().views().viewRows(query(lab, "by_name", false, null, 99)).stream()
                .map(row -> row.key().group().getFirst())
                .toList();

        assertThat(groups)
                .containsExactly("", "B", "a", "a\"", "a\\", "b", "null", "z", "ä", "\uFFFD", "\uD83D\uDE00", null);
    }

    @Test
    default void tellsLongGroupsApart() {
        StoreLab lab = lab();
        String longName = "ß".repeat(50_000);
        keep(lab, 0, 0, lab.reading(0, 0, longName + "a", 1.0), lab.reading(0, 1, longName + "b", 1.0));

        List<ViewRow> rows =
                store().views().viewRows(lab.fold("by_name"), List.of(new RowKey(List.of(longName + "b"), null)));

        assertThat(rows(lab, "by_name")).hasSize(2);
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().key().group()).containsExactly(longName + "b");
    }

    @Test
    default void pagesThroughWindowsAndGroupsBothWays() {
        StoreLab lab = lab();
        keepRandom(lab);
        List<ViewRow> all = store().views().viewRows(query(lab, "per_minute", false, null, 10_000));

        List<RowKey> up = pages(lab, false, 7);
        List<RowKey> down = pages(lab, true, 11);

        assertThat(all).hasSizeGreaterThan(30);
        assertThat(up).containsExactlyElementsOf(all.stream().map(ViewRow::key).toList());
        assertThat(down).containsExactlyElementsOf(up.reversed());
        assertThat(up).isSortedAccordingTo((a, b) -> window(a).compareTo(window(b)));
    }

    @Test
    default void narrowsByWindowAndByAnyGroupField() {
        StoreLab lab = lab();
        keepRandom(lab);
        Instant from = StoreLab.START.plusSeconds(120);
        Instant to = StoreLab.START.plusSeconds(240);

        assertThat(store().views()
                        .viewRows(
                                new ViewQuery(lab.fold("per_minute"), from, to, Map.of("name", "c"), false, null, 99)))
                .extracting(row -> window(row.key()))
                .containsExactly(from, from.plusSeconds(60));
        assertThat(store().views()
                        .viewRows(new ViewQuery(
                                lab.fold("per_name_and_state"), null, null, Map.of("ok", true), false, null, 99)))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.key().group().get(1)).isEqualTo(true));
        assertThat(store().views()
                        .viewRows(new ViewQuery(
                                lab.fold("per_name_and_state"), null, null, Map.of("name", "c"), true, null, 99)))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.key().group().get(0)).isEqualTo("c"));
    }

    @Test
    default void showsEveryAggregateAsAFoldOverTheArchiveDoes() {
        StoreLab lab = lab();
        List<ArchivedEvent> events = keepRandom(lab);
        ViewFold fold = lab.fold("everything");
        Partial expected = fold.empty();
        events.forEach(event -> fold.add(expected, event.event()));

        List<ViewRow> rows = store().views().viewRows(query(lab, "everything", false, null, 9));

        assertThat(rows).hasSize(1);
        assertThat(fold.present(rows.getFirst().partial())).isEqualTo(fold.present(expected));
    }

    @Test
    default void mergesAllRowsOfAQuestionIntoATotal() {
        StoreLab lab = lab();
        ViewFold fold = lab.fold("per_minute");
        assertThat(fold.present(store().views().total(query(lab, "per_minute", false, null, 1))))
                .isEqualTo(fold.present(fold.empty()));
        keepRandom(lab);
        List<ViewRow> all = store().views().viewRows(query(lab, "per_minute", false, null, 10_000));
        Instant from = StoreLab.START.plusSeconds(120);
        Partial whole = fold.empty();
        Partial narrowed = fold.empty();
        for (ViewRow row : all) {
            fold.merge(whole, row.partial());
            if (!window(row.key()).isBefore(from) && row.key().group().contains("c")) {
                fold.merge(narrowed, row.partial());
            }
        }

        Partial total = store().views().total(query(lab, "per_minute", true, null, 3));
        Partial ofSome = store().views().total(new ViewQuery(fold, from, null, Map.of("name", "c"), false, null, 1));

        assertThat(fold.present(total)).isEqualTo(fold.present(whole));
        assertThat(fold.present(ofSome)).isEqualTo(fold.present(narrowed)).isNotEqualTo(fold.present(whole));
    }

    /** Of windows that ended at the horizon or before it, deleted or not; other views of the stream keep theirs. */
    @Test
    default void leavesOutAndDeletesRowsThatEndedBeforeTheHorizon() {
        StoreLab lab = lab();
        View view = lab.view("per_minute");
        ViewFold fold = lab.fold("per_minute");
        keep(lab, 0, 0, lab.reading(0, 0, "a", 1.0), lab.reading(0, 60, "a", 2.0), lab.reading(0, 120, "a", 3.0));
        RowKey first = new RowKey(List.of("a"), StoreLab.START);
        List<String> kept = List.of("[a] 2026-03-01T12:02:00Z [1, 3.0]");

        store().horizons().raise(Retained.of(view), StoreLab.START.plusSeconds(119)); // amid the second window
        assertThat(rows(lab, "per_minute")).hasSize(2);
        store().horizons().raise(Retained.of(view), StoreLab.START.plusSeconds(120)); // at its end

        assertThat(rows(lab, "per_minute")).isEqualTo(kept);
        assertThat(store().views().viewRows(fold, List.of(first))).isEmpty();
        Partial total = store().views().total(query(lab, "per_minute", false, null, 10));
        assertThat(fold.present(total)).containsExactly(1L, 3.0);
        assertThat(store().views().partials(fold, 0, 0, List.of(first)))
                .as("until they are deleted")
                .hasSize(1);

        assertThat(store().views().deleteEnded(view, 1)).isEqualTo(1);
        assertThat(store().views().deleteEnded(view, 10)).isEqualTo(1);
        assertThat(store().views().partials(fold, 0, 0, List.of(first))).isEmpty();

        keep(lab, 1, 0, lab.reading(1, 0, "a", 9.0)); // late
        assertThat(rows(lab, "per_minute")).isEqualTo(kept);
        assertThat(store().views().deleteEnded(view, 10)).isEqualTo(1);
        assertThat(store().views().deleteEnded(view, 10)).isZero();
        assertThat(rows(lab, "total")).containsExactly("[] null [4]");
    }

    /** Events of three partitions, at random times within ten minutes. */
    private static void elsewhere(Runnable work) {
        try {
            Thread.ofVirtual().start(work).join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<ArchivedEvent> keepRandom(StoreLab lab) {
        Random random = new Random(7);
        List<ArchivedEvent> all = new ArrayList<>();
        for (int partition = 0; partition < 3; partition++) {
            ArchivedEvent[] events = new ArchivedEvent[50];
            for (int i = 0; i < events.length; i++) {
                events[i] = lab.randomReading(random, partition, i);
            }
            keep(lab, partition, 0, events);
            all.addAll(Arrays.asList(events));
        }
        return all;
    }

    private void keep(StoreLab lab, int partition, long from, ArchivedEvent... events) {
        store().ledger().progress(lab.readings(), partition);
        long next = events[events.length - 1].event().at().offset() + 1;
        CommitBuilder step =
                CommitBuilder.of(lab.readings(), partition, from, next).events(events);
        lab.lab().viewsOf(lab.readings()).forEach(view -> step.folded(lab.fold(view.name())));
        store().ledger().commit(step.commit());
    }

    private List<RowKey> pages(StoreLab lab, boolean descending, int limit) {
        List<RowKey> all = new ArrayList<>();
        @Nullable RowKey after = null;
        while (true) {
            List<ViewRow> page = store().views().viewRows(query(lab, "per_minute", descending, after, limit));
            page.forEach(row -> all.add(row.key()));
            if (page.size() < limit) {
                return all;
            }
            after = page.getLast().key();
        }
    }

    /** As a page, and the same handed over one by one. */
    private List<String> rows(StoreLab lab, String view) {
        ViewFold fold = lab.fold(view);
        List<String> page = store().views().viewRows(query(lab, view, false, null, 100)).stream()
                .map(row -> shown(fold, row))
                .toList();
        List<String> each = new ArrayList<>();
        store().views().each(query(lab, view, true, null, 1), row -> each.add(shown(fold, row)));
        assertThat(each.reversed()).isEqualTo(page);
        return page;
    }

    private static String shown(ViewFold fold, ViewRow row) {
        return row.key().group() + " " + row.key().windowStart() + " " + fold.present(row.partial());
    }

    private static ViewQuery query(StoreLab lab, String view, boolean descending, @Nullable RowKey after, int limit) {
        return new ViewQuery(lab.fold(view), null, null, Map.of(), descending, after, limit);
    }

    private static Instant window(RowKey key) {
        Instant window = key.windowStart();
        assertThat(window).isNotNull();
        return window == null ? Instant.MIN : window;
    }

    private static Partial partial(Map<RowKey, Partial> partials, RowKey key) {
        Partial partial = partials.get(key);
        if (partial == null) {
            throw new AssertionError("no partial of " + key);
        }
        return partial;
    }
}
