package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.aggregate.Count;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.EventQuery.Position;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.result.BoundedRows;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store promises about the archive: what went in comes out, in order, in pages. */
public interface ArchiveContract {

    Store store();

    StoreLab lab();

    @Test
    default void givesBackWhatItWasGiven() {
        StoreLab lab = lab();
        Object[] values = {"Köln 🌡 \"'\\\n", -0.1, Long.MIN_VALUE, false, Instant.parse("2199-12-31T23:59:59.999999Z")
        };
        Instant time = Instant.parse("1900-01-01T00:00:00.000001Z");
        DecodedPayload payload =
                new DecodedPayload(values, time, Origin.SIMULATED, "{\"unit\": {\"ä\": [1, null, 1e-7]}}");
        Instant arrived = Instant.parse("2026-03-01T12:00:00.123Z");
        Event event = new Event(lab.readings(), payload, arrived, new Coordinate(2, Long.MAX_VALUE - 1));
        keep(lab.readings(), 2, new ArchivedEvent(event, "{\"value\": {\"gross_range\": 1}}"));

        ArchivedEvent found =
                store().archive().event(lab.readings(), event.at()).orElseThrow();

        assertThat(found.event().payload().values()).containsExactly(values);
        assertThat(found.event().time()).isEqualTo(time);
        assertThat(found.event().arrived()).isEqualTo(arrived);
        assertThat(found.event().at()).isEqualTo(event.at());
        assertThat(found.event().payload().origin()).isEqualTo(Origin.SIMULATED);
        assertThat(found.event().payload().extra()).contains("\"ä\"").contains("null");
        assertThat(found.flagsJson()).contains("gross_range");
    }

    @Test
    default void givesBackExtremesAndNothing() {
        StoreLab lab = lab();
        ArchivedEvent tiny = StoreLab.event(
                lab.readings(), new Coordinate(0, 0), StoreLab.START, "", Double.MIN_VALUE, 0L, true, Instant.EPOCH);
        ArchivedEvent huge = StoreLab.event(
                lab.readings(),
                new Coordinate(0, 1),
                StoreLab.START,
                "a",
                -Double.MAX_VALUE,
                Long.MAX_VALUE,
                true,
                null);
        ArchivedEvent none =
                StoreLab.event(lab.readings(), new Coordinate(0, 2), null, "a".repeat(100_000), null, null, null, null);
        keep(lab.readings(), 0, tiny, huge, none);

        List<ArchivedEvent> found = all(lab.readings());

        assertThat(found.get(0).event().payload().values())
                .containsExactly("", Double.MIN_VALUE, 0L, true, Instant.EPOCH);
        assertThat(found.get(1).event().payload().values())
                .containsExactly("a", -Double.MAX_VALUE, Long.MAX_VALUE, true, null);
        assertThat(found.get(2).event().payload().values())
                .containsExactly("a".repeat(100_000), null, null, null, null);
        assertThat(found.get(2).event().time()).isEqualTo(none.event().arrived());
        assertThat(found.get(2).flagsJson()).isNull();
        assertThat(found.get(2).event().payload().extra()).isNull();
    }

    @Test
    default void hasNoEventWhereThereIsNone() {
        StoreLab lab = lab();
        keep(lab.readings(), 0, lab.reading(0, 5, "a", 1.0));

        assertThat(store().archive().event(lab.readings(), new Coordinate(0, 4)))
                .isEmpty();
        assertThat(store().archive().event(lab.readings(), new Coordinate(1, 5)))
                .isEmpty();
        assertThat(store().archive().events(query(lab.users(), 10))).isEmpty();
    }

    /** Events of one time are in the order of partition and offset, and pages neither lose nor repeat one. */
    @Test
    default void pagesThroughEqualTimesBothWays() {
        StoreLab lab = lab();
        List<ArchivedEvent> first = new ArrayList<>();
        List<ArchivedEvent> second = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Instant time = StoreLab.START.plusSeconds(i / 4);
            first.add(StoreLab.event(lab.readings(), new Coordinate(0, i), time, "a", 1.0, null, null, null));
            second.add(StoreLab.event(lab.readings(), new Coordinate(1, i), time, "b", 1.0, null, null, null));
        }
        keep(lab.readings(), 0, first.toArray(ArchivedEvent[]::new));
        keep(lab.readings(), 1, second.toArray(ArchivedEvent[]::new));

        List<String> up = pages(lab.readings(), false, 3);
        List<String> down = pages(lab.readings(), true, 7);

        assertThat(up).hasSize(20).startsWith("0:0", "0:1", "0:2", "0:3", "1:0", "1:1", "1:2", "1:3", "0:4");
        assertThat(down).containsExactlyElementsOf(up.reversed());
        assertThat(all(query(lab.readings(), 1))).containsExactlyElementsOf(up);
        assertThat(all(new EventQuery(lab.readings(), null, null, Map.of(), true, null, 1)))
                .containsExactlyElementsOf(down);
    }

    @Test
    default void endsAPageEarlyWhereEventsAreLarge() {
        StoreLab lab = lab();
        int count = 12;
        ArchivedEvent[] large = new ArchivedEvent[count];
        for (int i = 0; i < count; i++) {
            ArchivedEvent small = lab.reading(0, i, "a", 1.0);
            DecodedPayload payload = small.event().payload();
            String extra = "{\"note\": \"" + "x".repeat(1_000_000) + "\"}";
            DecodedPayload more = new DecodedPayload(payload.values(), payload.time(), payload.origin(), extra);
            large[i] = new ArchivedEvent(
                    new Event(
                            lab.readings(),
                            more,
                            small.event().arrived(),
                            small.event().at()),
                    null);
        }
        keep(lab.readings(), 0, large);

        BoundedRows<ArchivedEvent> first = store().archive().page(query(lab.readings(), 100));
        Position after = Position.of(first.rows().getLast().event());
        BoundedRows<ArchivedEvent> rest =
                store().archive().page(new EventQuery(lab.readings(), null, null, Map.of(), false, after, 100));

        assertThat(first.isCut()).isTrue();
        assertThat(first.rows()).hasSizeBetween(5, count - 1);
        assertThat(rest.isCut()).isFalse();
        assertThat(first.rows().size() + rest.rows().size()).isEqualTo(count);
    }

    @Test
    default void narrowsByTime() {
        StoreLab lab = lab();
        keep(lab.readings(), 0, lab.reading(0, 5, "a", 1.0), lab.reading(0, 6, "b", 2.0), lab.reading(0, 7, "b", 2.5));
        Instant from = StoreLab.START.plusSeconds(6);

        assertThat(at(new EventQuery(lab.readings(), from, null, Map.of(), false, null, 10)))
                .containsExactly("0:6", "0:7");
        assertThat(at(new EventQuery(lab.readings(), null, from, Map.of(), false, null, 10)))
                .containsExactly("0:5");
    }

    @Test
    default void scansOnePartitionInTheOrderOfTheLog() {
        StoreLab lab = lab();
        Instant early = StoreLab.START.minusSeconds(99);
        ArchivedEvent late = StoreLab.event(lab.readings(), new Coordinate(0, 8), early, "a", 1.0, null, null, null);
        keep(lab.readings(), 0, lab.reading(0, 2, "a", 1.0), lab.reading(0, 6, "a", 1.0), late);
        keep(lab.readings(), 1, lab.reading(1, 3, "a", 1.0));

        assertThat(scanned(lab, 2, 8, 10)).containsExactly("0:2", "0:6");
        assertThat(scanned(lab, 3, 9, 10)).containsExactly("0:6", "0:8");
        assertThat(scanned(lab, 0, 9, 2)).containsExactly("0:2", "0:6");
        assertThat(store().archive()
                        .scan(lab.fold("total"), 0, 8, 9, 1)
                        .getFirst()
                        .time())
                .isEqualTo(early);
    }

    @Test
    default void scansWhatAViewIsMadeFrom() {
        StoreLab lab = lab();
        Instant seen = StoreLab.START.plusNanos(1_000);
        ArchivedEvent full = StoreLab.event(
                lab.readings(), new Coordinate(0, 0), StoreLab.START.minusNanos(1_000), "é\"", -0.5, -7L, false, seen);
        ArchivedEvent none = StoreLab.event(lab.readings(), new Coordinate(0, 1), null, "", null, null, null, null);
        keep(lab.readings(), 0, full, none);
        View byAll = new View(
                lab.lab().name(),
                "by_all",
                "readings",
                List.of("name", "value", "count", "ok", "seen", "timestamp"),
                null,
                List.of(new Count("n")));
        View byName = new View(lab.lab().name(), "by_name", "readings", List.of("name"), null, List.of(new Count("n")));
        ViewFold all = new ViewFold(byAll, lab.readings());

        List<Event> found = store().archive().scan(all, 0, 0, 9, 9);
        List<Event> names = store().archive().scan(new ViewFold(byName, lab.readings()), 0, 0, 9, 9);

        assertThat(found).extracting(all::key).containsExactly(all.key(full.event()), all.key(none.event()));
        assertThat(found).extracting(Event::at).containsExactly(new Coordinate(0, 0), new Coordinate(0, 1));
        assertThat(names.getFirst().payload().values()).containsExactly("é\"", null, null, null, null);
    }

    @Test
    default void amendsFlagsOfEventsOfThisStepAndOfEarlierOnes() {
        StoreLab lab = lab();
        ArchivedEvent before = lab.reading(0, 0, "a", 1.0);
        ArchivedEvent now = lab.reading(0, 1, "a", 9.0);
        keep(lab.readings(), 0, before);
        commit(CommitBuilder.of(lab.readings(), 0, 1, 2)
                .events(now)
                .amended(
                        new Amendment(before.event().at(), before.event().time(), "{\"value\": {\"spike\": 3}}"),
                        new Amendment(now.event().at(), now.event().time(), "{\"value\": {\"spike\": 2}}"),
                        new Amendment(now.event().at(), now.event().time(), "{\"value\": {\"spike\": 1}}"),
                        new Amendment(new Coordinate(0, 99), StoreLab.START, "{}"))
                .commit());

        List<ArchivedEvent> found = all(lab.readings());

        assertThat(found.get(0).flagsJson()).contains("3");
        assertThat(found.get(1).flagsJson()).contains("1");
    }

    private List<String> scanned(StoreLab lab, long from, long until, int limit) {
        return store().archive().scan(lab.fold("total"), 0, from, until, limit).stream()
                .map(event -> event.at().toString())
                .toList();
    }

    private List<ArchivedEvent> all(EventStream stream) {
        return store().archive().events(new EventQuery(stream, null, null, Map.of(), false, null, 9));
    }

    private List<String> all(EventQuery query) {
        List<String> all = new ArrayList<>();
        store().archive().each(query, event -> all.add(event.event().at().toString()));
        return all;
    }

    private void keep(EventStream stream, int partition, ArchivedEvent... events) {
        long next = events[events.length - 1].event().at().offset() + 1;
        commit(CommitBuilder.of(stream, partition, 0, next).events(events).commit());
    }

    private void commit(Commit commit) {
        Archived.keep(store(), commit);
    }

    private List<String> pages(EventStream stream, boolean descending, int limit) {
        List<String> all = new ArrayList<>();
        @Nullable Position after = null;
        while (true) {
            List<ArchivedEvent> page =
                    store().archive().events(new EventQuery(stream, null, null, Map.of(), descending, after, limit));
            all.addAll(at(page));
            if (page.size() < limit) {
                return all;
            }
            Event last = page.getLast().event();
            after = new Position(last.time(), last.at().partition(), last.at().offset());
        }
    }

    private static EventQuery query(EventStream stream, int limit) {
        return new EventQuery(stream, null, null, Map.of(), false, null, limit);
    }

    private List<String> at(EventQuery query) {
        return at(store().archive().events(query));
    }

    private static List<String> at(List<ArchivedEvent> events) {
        return events.stream().map(event -> event.event().at().toString()).toList();
    }
}
