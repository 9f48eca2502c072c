package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.expression.ValueOrder;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.key.GroupKey;
import datalab.store.query.FieldFilter;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.store.query.SortKey;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store promises of questions to views: any has the answer that looking at all rows gives. */
public interface ViewQuestionContract {
    List<String> GROUPS = List.of("B", "\uD83D\uDE00", "\uFFFD", "a");
    List<String> COLUMNS = List.of("name", ViewQuery.WINDOW_START, "n", "mean");

    Store store();

    StoreLab lab();

    @Test
    default void answersAnyQuestionAsLookingAtAllRowsWould() {
        Random random = new Random(20_261_130);
        StoreLab lab = lab();
        ViewFold fold = lab.fold("per_minute");
        Map<RowKey, Partial> all = new HashMap<>();
        for (int partition = 0; partition < 2; partition++) {
            Map<RowKey, Partial> partials = new HashMap<>();
            List<ArchivedEvent> events = new ArrayList<>();
            for (int offset = 0; offset < 60; offset++) {
                Event event = event(random, lab, new Coordinate(partition, offset));
                events.add(new ArchivedEvent(event, null));
                fold.add(partials.computeIfAbsent(fold.key(event), key -> fold.empty()), event);
                fold.add(all.computeIfAbsent(fold.key(event), key -> fold.empty()), event);
            }
            store().ledger().progress(lab.readings(), partition);
            store().ledger()
                    .commit(CommitBuilder.of(lab.readings(), partition, 0, events.size())
                            .events(events.toArray(ArchivedEvent[]::new))
                            .partials(fold, partials)
                            .commit());
        }
        List<ViewRow> rows = new ArrayList<>();
        all.forEach((key, partial) -> rows.add(new ViewRow(key, partial)));
        for (int i = 0; i < QuestionContract.QUESTIONS; i++) {
            ViewQuery question = question(random, fold);

            assertThat(pages(question)).as("%s", question).isEqualTo(expected(rows, question));
        }
    }

    private static Event event(Random random, StoreLab lab, Coordinate at) {
        Instant time = StoreLab.START.plus(Duration.ofMinutes(random.nextInt(6)));
        Object name = random.nextInt(9) == 0 ? null : GROUPS.get(random.nextInt(GROUPS.size()));
        Object value = random.nextInt(4) == 0 ? null : (Object) (double) random.nextInt(5);
        return StoreLab.event(lab.readings(), at, time, name, value, null, null, null)
                .event();
    }

    private List<String> pages(ViewQuery question) {
        List<String> found = new ArrayList<>();
        ViewQuery next = question;
        while (true) {
            List<ViewRow> page = store().views().viewRows(next);
            page.forEach(row -> found.add(shown(question, row)));
            if (page.size() < question.limit()) {
                return found;
            }
            Sort sort = question.sort();
            ViewRow last = page.getLast();
            next = next.following(sort.isUsual() ? sort : sort.following(question.sortValues(last)), last.key());
        }
    }

    private static List<String> expected(List<ViewRow> all, ViewQuery question) {
        Comparator<ViewRow> usual = Comparator.comparing(ViewQuestionContract::window)
                .thenComparing(row -> GroupKey.of(row.key()), ValueOrder::compare);
        Map<List<Object>, Integer> ofGroup = new HashMap<>();
        Comparator<ViewRow> order = question.sort().isUsual()
                ? question.descending() ? usual.reversed() : usual
                : Comparator.comparing(question::sortValues, question.sort().comparator())
                        .thenComparing(usual);
        return all.stream()
                .filter(row -> isWithin(row, question))
                .filter(row -> passes(row, question, List.of("name")))
                .sorted(usual.reversed())
                .filter(row -> question.latest() == 0
                        || ofGroup.merge(row.key().group(), 1, Integer::sum) <= question.latest())
                .filter(row -> passes(row, question, List.of("n", "mean")))
                .sorted(order)
                .map(row -> shown(question, row))
                .toList();
    }

    private static boolean isWithin(ViewRow row, ViewQuery question) {
        Instant from = question.from();
        Instant to = question.to();
        return (from == null || !window(row).isBefore(from))
                && (to == null || window(row).isBefore(to));
    }

    private static boolean passes(ViewRow row, ViewQuery question, List<String> columns) {
        return columns.stream()
                .allMatch(column -> question.where()
                        .of(column)
                        .map(filter -> filter.test(value(row, question.fold(), column)))
                        .orElse(true));
    }

    private static @Nullable Object value(ViewRow row, ViewFold fold, String column) {
        return column.equals("name")
                ? row.key().group().getFirst()
                : fold.present(row.partial()).get(column.equals("n") ? 0 : 1);
    }

    private static Instant window(ViewRow row) {
        Instant start = row.key().windowStart();
        if (start == null) {
            throw new AssertionError(row);
        }
        return start;
    }

    private static String shown(ViewQuery question, ViewRow row) {
        return row.key() + " " + question.fold().present(row.partial());
    }

    private static ViewQuery question(Random random, ViewFold fold) {
        Map<String, FieldFilter> where = new LinkedHashMap<>();
        maybe(random, () -> where.put("name", groups(random)));
        maybe(random, () -> where.put("n", new FieldFilter(List.of(), (long) random.nextInt(5), null)));
        maybe(
                random,
                () -> where.put(
                        "mean", new FieldFilter(List.of(), 1.0, (double) random.nextInt(5), random.nextBoolean())));
        List<SortKey> keys = new ArrayList<>();
        for (String column : COLUMNS) {
            maybe(random, () -> keys.add(random.nextInt(keys.size() + 1), new SortKey(column, random.nextBoolean())));
        }
        return new ViewQuery(
                fold,
                random.nextInt(4) == 0 ? StoreLab.START.plusSeconds(60) : null,
                random.nextInt(4) == 0 ? StoreLab.START.plusSeconds(240) : null,
                new Filters(where),
                random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0,
                random.nextBoolean(),
                random.nextBoolean() ? Sort.USUAL : Sort.by(keys),
                null,
                1 + random.nextInt(9),
                ViewLayer.MERGED);
    }

    private static FieldFilter groups(Random random) {
        return random.nextInt(4) == 0
                ? new FieldFilter(List.of(), null, null, true)
                : new FieldFilter(List.of("\uFFFD", "a"), null, null, random.nextBoolean());
    }

    private static void maybe(Random random, Runnable choice) {
        if (random.nextInt(3) == 0) {
            choice.run();
        }
    }
}
