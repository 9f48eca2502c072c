package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.query.FieldFilter;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.store.query.SortKey;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
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

/** What an archive promises that filters by every field: any question has the answer that looking at all events gives. */
public interface QuestionContract {
    /** Of the long form: {@code bench/long questions}. */
    int QUESTIONS = Integer.getInteger("datalab.questions", 40);

    List<String> NAMES = List.of("a", "B", "b", "ä", "\uD83D\uDE00", "\uFFFD", "", "a\"'", "'; --");
    List<Double> NUMBERS = List.of(0.0, -0.0, 1.5, -2.25, 1e300, -1e300, 0.1);
    List<Long> COUNTS = List.of(0L, 1L, Long.MAX_VALUE, Long.MIN_VALUE, 7L);

    Store store();

    StoreLab lab();

    @Test
    default void filtersByFieldsOfEveryType() {
        StoreLab lab = lab();

        assertThat(lab.readings().fields()).allMatch(field -> store().archive().filtersBy(lab.readings(), field));
    }

    @Test
    default void answersAnyQuestionAsLookingAtAllEventsWould() {
        Random random = new Random(20_261_130);
        EventStream stream = lab().readings();
        List<ArchivedEvent> all = new ArrayList<>();
        for (int partition = 0; partition < 2; partition++) {
            List<ArchivedEvent> some = new ArrayList<>();
            for (int offset = 0; offset < 60; offset++) {
                some.add(event(random, stream, new Coordinate(partition, offset)));
            }
            store().ledger().progress(stream, partition);
            Archived.keep(
                    store(),
                    CommitBuilder.of(stream, partition, 0, some.size())
                            .events(some.toArray(ArchivedEvent[]::new))
                            .commit());
            all.addAll(some);
        }
        for (int i = 0; i < QUESTIONS; i++) {
            EventQuery question = question(random, stream);

            assertThat(pages(question)).as("%s", question).isEqualTo(expected(all, question));
        }
    }

    private List<String> pages(EventQuery question) {
        List<String> found = new ArrayList<>();
        EventQuery next = question;
        while (true) {
            List<ArchivedEvent> page = store().archive().events(next);
            page.forEach(event -> found.add(event.event().at().toString()));
            if (page.size() < question.limit()) {
                return found;
            }
            next = next.following(page.getLast().event());
        }
    }

    private static List<String> expected(List<ArchivedEvent> all, EventQuery question) {
        Comparator<Event> usual = Comparator.comparing(EventQuery.Position::of);
        Map<Object, Integer> ofKey = new HashMap<>();
        List<Event> chosen = new ArrayList<>();
        all.stream()
                .map(ArchivedEvent::event)
                .filter(event -> passes(event, question))
                .sorted(usual.reversed())
                .filter(event -> question.latest() == 0
                        || ofKey.merge(event.value(0) == null ? "no name" : "name " + event.value(0), 1, Integer::sum)
                                <= question.latest())
                .forEach(chosen::add);
        Comparator<Event> order = question.sort().isUsual()
                ? question.descending() ? usual.reversed() : usual
                : Comparator.comparing(question::sortValues, question.sort().comparator())
                        .thenComparing(usual);
        return chosen.stream().sorted(order).map(event -> event.at().toString()).toList();
    }

    private static boolean passes(Event event, EventQuery question) {
        Instant from = question.from();
        Instant to = question.to();
        return (from == null || !event.time().isBefore(from))
                && (to == null || event.time().isBefore(to))
                && question.where().byField().entrySet().stream()
                        .allMatch(filter -> filter.getValue()
                                .test(
                                        filter.getKey().equals("timestamp")
                                                ? event.time()
                                                : event.value(question.stream().indexOf(filter.getKey()))));
    }

    private static ArchivedEvent event(Random random, EventStream stream, Coordinate at) {
        return StoreLab.event(
                stream,
                at,
                time(random),
                some(random, NAMES),
                some(random, NUMBERS),
                some(random, COUNTS),
                some(random, List.of(true, false)),
                random.nextInt(5) == 0 ? null : time(random));
    }

    private static @Nullable Object some(Random random, List<? extends Object> values) {
        return random.nextInt(6) == 0 ? null : values.get(random.nextInt(values.size()));
    }

    private static Instant time(Random random) {
        return StoreLab.START.plusSeconds(random.nextInt(12)).plusNanos(1_000L * (random.nextInt(3) * 400L));
    }

    private static EventQuery question(Random random, EventStream stream) {
        Map<String, FieldFilter> where = new LinkedHashMap<>();
        maybe(random, () -> where.put("name", new FieldFilter(several(random, NAMES), null, null, orNone(random))));
        maybe(random, () -> where.put("value", bounds(random, NUMBERS)));
        maybe(random, () -> where.put("count", bounds(random, COUNTS)));
        maybe(
                random,
                () -> where.put(
                        "ok", new FieldFilter(several(random, List.of(true, false)), null, null, orNone(random))));
        maybe(random, () -> where.put("seen", new FieldFilter(List.of(), time(random), null, orNone(random))));
        maybe(random, () -> where.put("timestamp", new FieldFilter(List.of(), null, time(random), orNone(random))));
        List<SortKey> keys = new ArrayList<>();
        for (String column : List.of("name", "value", "count", "ok", "seen", EventQuery.TIME)) {
            maybe(random, () -> keys.add(random.nextInt(keys.size() + 1), new SortKey(column, random.nextBoolean())));
        }
        return new EventQuery(
                stream,
                random.nextInt(4) == 0 ? time(random) : null,
                random.nextInt(4) == 0 ? time(random) : null,
                new Filters(where),
                random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0,
                random.nextBoolean(),
                random.nextBoolean() ? Sort.USUAL : Sort.by(keys),
                null,
                1 + random.nextInt(20));
    }

    private static void maybe(Random random, Runnable choice) {
        if (random.nextInt(4) == 0) {
            choice.run();
        }
    }

    private static List<Object> several(Random random, List<? extends Object> values) {
        List<Object> several = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            several.add(values.get(random.nextInt(values.size())));
        }
        return several;
    }

    private static FieldFilter bounds(Random random, List<? extends Object> values) {
        return switch (random.nextInt(4)) {
            case 0 -> new FieldFilter(several(random, values), null, null);
            case 1 -> new FieldFilter(List.of(), null, null, true);
            case 2 -> new FieldFilter(List.of(), values.get(random.nextInt(values.size())), null, orNone(random));
            default ->
                new FieldFilter(
                        List.of(),
                        values.get(random.nextInt(values.size())),
                        values.get(random.nextInt(values.size())),
                        orNone(random));
        };
    }

    private static boolean orNone(Random random) {
        return random.nextInt(3) == 0;
    }
}
