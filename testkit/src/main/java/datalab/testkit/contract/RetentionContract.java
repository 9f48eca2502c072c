package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.store.Archive;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.EventQuery.Position;
import datalab.store.archive.Scan;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputStep;
import datalab.store.retention.Retained;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every archive promises about events from before a horizon: nobody sees them, dropped or not, and none counts again. */
public interface RetentionContract {

    Store store();

    StoreLab lab();

    @Test
    default void showsNothingFromBeforeTheHorizonDroppedOrNot() {
        StoreLab lab = lab();
        EventStream readings = lab.readings().withRetain(Duration.ofHours(1));
        keep(readings, IntStream.range(0, 10).mapToObj(i -> lab.reading(0, i, "a", 1.0)));
        raise(readings, StoreLab.START.plusSeconds(6).minusNanos(500_000));
        Archive archive = store().archive();

        for (int i = 0; i < 2; i++) { // the second time they are dropped
            assertThat(at(query(readings, null, false, null, 100))).containsExactly("0:6", "0:7", "0:8", "0:9");
            assertThat(at(query(readings, StoreLab.START, true, null, 3))).containsExactly("0:9", "0:8", "0:7");
            assertThat(at(query(readings, null, false, new Position(StoreLab.START, 0, 0), 2)))
                    .containsExactly("0:6", "0:7");
            assertThat(archive.event(readings, new Coordinate(0, 5))).isEmpty();
            assertThat(archive.event(readings, new Coordinate(0, 6))).isPresent();
            drop(readings, 100);
        }
    }

    @Test
    default void showsNoIdentifiedEventFromBeforeTheHorizon() {
        StoreLab lab = lab();
        keep(
                lab.hours(),
                IntStream.range(0, 2)
                        .mapToObj(i ->
                                StoreLab.event(lab.hours(), new Coordinate(0, i), StoreLab.START.plusSeconds(i), "a")));
        List<List<Object>> both = List.of(List.of("a", StoreLab.START), List.of("a", StoreLab.START.plusSeconds(1)));
        raise(lab.hours(), StoreLab.START.plusSeconds(1));

        assertThat(store().archive().identified(lab.hours(), both))
                .extracting(found -> found.event().at())
                .containsExactly(new Coordinate(0, 1));
    }

    @Test
    default void dropsInPagesWhatLiesBeforeTheHorizon() {
        StoreLab lab = lab();
        EventStream readings = lab.readings();
        keep(readings, IntStream.range(0, 9).mapToObj(i -> lab.reading(0, i, "a", 1.0)));

        assertThat(drop(readings, 2)).isZero();
        assertThat(scanned(readings)).hasSize(9);
        raise(readings, StoreLab.START.plusSeconds(5));
        assertThat(drop(readings, 2)).isEqualTo(2);
        assertThat(scanned(readings)).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(drop(readings, 3)).isEqualTo(3);
        assertThat(drop(readings, 3)).isZero();
        assertThat(scanned(readings)).containsExactly(5L, 6L, 7L, 8L);
    }

    /** An event that comes late is archived, and folded; nobody sees it, and it goes with the next page. */
    @Test
    default void dropsWhatCameFromBeforeTheHorizonAfterwards() {
        StoreLab lab = lab();
        EventStream readings = lab.readings();
        raise(readings, StoreLab.START.plusSeconds(5));
        keep(readings, IntStream.range(4, 6).mapToObj(i -> lab.reading(0, i, "a", 1.0)));

        assertThat(scanned(readings)).containsExactly(4L, 5L);
        assertThat(drop(readings, 10)).isEqualTo(1);
        assertThat(scanned(readings)).containsExactly(5L);
    }

    @Test
    default void knowsUniqueValuesOfWhatIsDropped() {
        StoreLab lab = lab();
        EventStream users = lab.users();
        keep(
                users,
                IntStream.range(0, 3).mapToObj(i -> StoreLab.event(users, new Coordinate(0, i), null, "user " + i)));
        List<List<Object>> asked = List.of(List.of("user 0"), List.of("user 2"), List.of("nobody"));
        raise(users, StoreLab.START.plusSeconds(7_200));

        assertThat(store().archive().known(users, asked)).containsExactlyInAnyOrderElementsOf(asked.subList(0, 2));
        assertThat(drop(users, 2)).isEqualTo(2);
        assertThat(drop(users, 2)).isEqualTo(1);
        assertThat(scanned(users)).isEmpty();
        assertThat(store().archive().known(users, asked)).containsExactlyInAnyOrderElementsOf(asked.subList(0, 2));
        assertThat(store().archive().identified(users, asked)).isEmpty();
    }

    /** Rows of its view were made of what it can no longer read. */
    @Test
    default void hasOutputsWrittenWholeThatHaveNotReadWhatIsDropped() {
        StoreLab lab = lab();
        EventStream readings = lab.readings();
        OutputLease behind = store().outputs().take(new OutputId(lab.lab().name(), "by_name", "behind"));
        OutputLease even = store().outputs().take(new OutputId(lab.lab().name(), "by_name", "even"));
        OutputLease ofUsers = store().outputs().take(new OutputId(lab.lab().name(), "users", "other"));
        keep(readings, IntStream.range(0, 4).mapToObj(i -> lab.reading(0, i, "a", 1.0)));
        store().outputs().written(even, new Offsets(Map.of(0, 3L)), null, List.of(), Map.of());
        raise(readings, StoreLab.START.plusSeconds(3));

        drop(readings, 10);

        assertThat(store().outputs().<Long>step(behind, OutputStep::asked)).isEqualTo(1);
        assertThat(store().outputs().<Long>step(even, OutputStep::asked)).isZero();
        assertThat(store().outputs().<Long>step(ofUsers, OutputStep::asked)).isZero();
    }

    private void keep(EventStream stream, Stream<ArchivedEvent> events) {
        ArchivedEvent[] all = events.toArray(ArchivedEvent[]::new);
        long next = all[all.length - 1].event().at().offset() + 1;
        Archived.keep(store(), CommitBuilder.of(stream, 0, 0, next).events(all).commit());
    }

    private void raise(EventStream stream, Instant horizon) {
        store().horizons().raise(Retained.of(stream), horizon);
    }

    private int drop(EventStream stream, int limit) {
        return store().archive().writer().drop(stream, limit);
    }

    private List<Long> scanned(EventStream stream) {
        return store().archive().scan(new Scan(stream, List.of(), 0, 0, 100, 100)).stream()
                .map(Event::at)
                .map(Coordinate::offset)
                .toList();
    }

    private List<String> at(EventQuery query) {
        List<String> at = new ArrayList<>();
        store().archive()
                .events(query)
                .forEach(found -> at.add(found.event().at().toString()));
        return at;
    }

    private static EventQuery query(
            EventStream stream, @Nullable Instant from, boolean descending, @Nullable Position after, int limit) {
        return new EventQuery(stream, from, null, Map.of(), descending, after, limit);
    }
}
