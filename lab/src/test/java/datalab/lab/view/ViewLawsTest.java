package datalab.lab.view;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Laws;
import datalab.lab.aggregate.Avg;
import datalab.lab.aggregate.Count;
import datalab.lab.aggregate.Distinct;
import datalab.lab.aggregate.Max;
import datalab.lab.aggregate.Min;
import datalab.lab.aggregate.Rms;
import datalab.lab.aggregate.Stddev;
import datalab.lab.aggregate.Sum;
import datalab.lab.aggregate.Top;
import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.pick.First;
import datalab.lab.aggregate.pick.KeepLast;
import datalab.lab.aggregate.pick.Last;
import datalab.lab.aggregate.pick.MaxBy;
import datalab.lab.aggregate.pick.MinBy;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** For any events and any way to cut, shuffle and merge them, a view comes out the same, to the last bit. */
class ViewLawsTest {
    private static final List<Aggregate> EXACT = List.of(
            new Count("n"),
            new Sum("total", "value"),
            new Sum("total_count", "count"),
            new Avg("mean", "value"),
            new Min("low", "value"),
            new Max("high", "value"),
            new Max("high_name", "name"),
            new Min("low_on", "on"),
            new Stddev("spread", "value"),
            new Rms("size", "value"),
            new First("first", "value"),
            new Last("last", "name"),
            new MaxBy("top", "value", List.of("name", "timestamp")),
            new MinBy("bottom", "count", List.of("name")),
            new Sum("computed", "value * 2 + size(name)"),
            new Top("frequent", "name", 2),
            new Top("frequent_values", "value", 100),
            new KeepLast("keep"));

    private static final List<Origin> ORIGINS = List.of(Origin.values());

    private static final ViewFold BY_HOUR = fold(List.of("name"), Duration.ofHours(1), EXACT);
    private static final ViewFold ONE_ROW = fold(List.of(), null, EXACT);
    private static final ViewFold DISTINCT =
            fold(List.of(), null, List.of(new Distinct("names", "name"), new Distinct("values", "value")));

    @Test
    void mergingAnyPartsInAnyOrderEqualsFoldingAll() {
        Laws.forAllWays(RandomEvents.some(), (events, chance) -> {
            Map<RowKey, Partial> whole = foldAll(BY_HOUR, events);

            Map<RowKey, Partial> merged = foldInParts(BY_HOUR, events, chance);

            assertThat(merged.keySet()).isEqualTo(whole.keySet());
            whole.forEach((key, partial) -> assertSame(BY_HOUR, row(merged, key), partial));
        });
    }

    @Test
    void distinctDoesNotShowTheOrderEither() {
        Laws.forAllWays(RandomEvents.some(), (events, chance) -> {
            Map<RowKey, Partial> whole = foldAll(DISTINCT, events);

            Map<RowKey, Partial> merged = foldInParts(DISTINCT, events, chance);

            whole.forEach((key, partial) ->
                    assertThat(DISTINCT.present(row(merged, key))).isEqualTo(DISTINCT.present(partial)));
        });
    }

    @Test
    void eventsOfOtherOriginsAreAsIfTheyWereNotThere() {
        Laws.forAllWays(RandomEvents.some(), (events, chance) -> {
            List<Event> mixed = events.stream()
                    .map(event -> RandomEvents.of(event, ORIGINS.get(chance.nextInt(ORIGINS.size()))))
                    .toList();
            EnumSet<Origin> origins = EnumSet.of(ORIGINS.get(chance.nextInt(ORIGINS.size())));
            origins.addAll(
                    ORIGINS.stream().filter(origin -> chance.nextInt(3) == 0).toList());
            ViewFold fold = new ViewFold(BY_HOUR.view().withOrigins(origins), RandomEvents.STREAM);
            Map<RowKey, Partial> whole = foldAll(
                    BY_HOUR,
                    mixed.stream()
                            .filter(event -> origins.contains(event.payload().origin()))
                            .map(event -> RandomEvents.of(event, Origin.OBSERVED))
                            .toList());

            Map<RowKey, Partial> merged = foldInParts(fold, mixed, chance);

            assertThat(merged.keySet()).isEqualTo(whole.keySet());
            whole.forEach((key, partial) -> assertSame(fold, row(merged, key), partial));
        });
    }

    @Test
    void mergeIsCommutativeAndAssociativeWithEmptyAsIdentity() {
        Laws.forAllWays(RandomEvents.some(), (events, chance) -> {
            List<List<Event>> parts = parts(events, 3, chance);
            Partial a = foldOne(parts.get(0));
            Partial b = foldOne(parts.get(1));
            Partial c = foldOne(parts.get(2));

            assertSame(ONE_ROW, merged(a, b), merged(b, a));
            assertSame(ONE_ROW, merged(merged(a, b), c), merged(a, merged(b, c)));
            assertSame(ONE_ROW, merged(a, ONE_ROW.empty()), a);
            assertSame(ONE_ROW, merged(ONE_ROW.empty(), a), a);
        });
    }

    @Test
    void addingAnEventIsMergingWhatItLiftsTo() {
        Laws.forAll(RandomEvents.some(), events -> {
            Partial added = foldOne(events);

            Partial lifted = ONE_ROW.empty();
            events.forEach(event -> ONE_ROW.merge(lifted, foldOne(List.of(event))));

            assertSame(ONE_ROW, lifted, added);
        });
    }

    @Test
    void decodingWhatWasEncodedGivesThePartialBack() {
        Laws.forAllWays(RandomEvents.some(), (events, chance) -> {
            List<List<Event>> parts = parts(events, 2, chance);
            Partial whole = foldOne(parts.get(0));

            Partial decoded = ONE_ROW.decode(ONE_ROW.encode(whole));
            assertSame(ONE_ROW, decoded, whole);
            parts.get(1).forEach(event -> {
                ONE_ROW.add(decoded, event);
                ONE_ROW.add(whole, event);
            });

            assertSame(ONE_ROW, decoded, whole);
        });
    }

    @Test
    void mergeLeavesTheOtherAsItIs() {
        Laws.forAllWays(RandomEvents.some(), (events, chance) -> {
            List<List<Event>> parts = parts(events, 2, chance);
            Partial other = foldOne(parts.get(0));
            byte[] before = ONE_ROW.encode(other);

            Partial into = ONE_ROW.empty();
            ONE_ROW.merge(into, other);
            parts.get(1).forEach(event -> ONE_ROW.add(into, event));

            assertThat(ONE_ROW.encode(other)).isEqualTo(before);
        });
    }

    private static Partial foldOne(List<Event> events) {
        Partial partial = ONE_ROW.empty();
        events.forEach(event -> ONE_ROW.add(partial, event));
        return partial;
    }

    private static Partial merged(Partial a, Partial b) {
        Partial into = ONE_ROW.decode(ONE_ROW.encode(a));
        ONE_ROW.merge(into, b);
        return into;
    }

    private static Map<RowKey, Partial> foldAll(ViewFold fold, List<Event> events) {
        Map<RowKey, Partial> rows = new HashMap<>();
        events.stream()
                .filter(fold::takes)
                .forEach(event -> fold.add(rows.computeIfAbsent(fold.key(event), key -> fold.empty()), event));
        return rows;
    }

    /** Deals the events out, folds each hand in some order, and merges two hands at a time until one is left. */
    private static Map<RowKey, Partial> foldInParts(ViewFold fold, List<Event> events, Random chance) {
        List<Map<RowKey, Partial>> hands = new ArrayList<>();
        for (List<Event> part : parts(events, 1 + chance.nextInt(6), chance)) {
            hands.add(foldAll(fold, part));
        }
        while (hands.size() > 1) {
            Collections.shuffle(hands, chance);
            Map<RowKey, Partial> into = hands.removeLast();
            hands.removeLast()
                    .forEach((key, partial) -> fold.merge(into.computeIfAbsent(key, absent -> fold.empty()), partial));
            hands.add(into);
        }
        return hands.getFirst();
    }

    private static List<List<Event>> parts(List<Event> events, int count, Random chance) {
        List<List<Event>> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new ArrayList<>());
        }
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, chance);
        shuffled.forEach(event -> parts.get(chance.nextInt(count)).add(event));
        return parts;
    }

    private static void assertSame(ViewFold fold, Partial actual, Partial expected) {
        assertThat(fold.present(actual)).isEqualTo(fold.present(expected));
        assertThat(fold.encode(actual)).isEqualTo(fold.encode(expected));
        assertThat(fold.componentValues(actual)).isEqualTo(fold.componentValues(expected));
    }

    private static Partial row(Map<RowKey, Partial> rows, RowKey key) {
        return Objects.requireNonNull(rows.get(key));
    }

    private static ViewFold fold(List<String> by, @Nullable Duration every, List<Aggregate> aggregates) {
        return new ViewFold(new View("sensors", "v", "readings", by, every, aggregates), RandomEvents.STREAM);
    }
}
