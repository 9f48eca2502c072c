package datalab.store.postgres.near;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;
import datalab.lab.stream.StreamInputs;
import datalab.lab.time.TimeRule;
import datalab.store.archive.ArchivedEvent;
import datalab.store.near.NearCenter;
import datalab.store.near.NearQuery;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of an archive whose stream says only later, or says anew, where its events happened. */
final class PostgresPositionsIT {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    /** More than are given their cells in one step. */
    private static final int EVENTS = 12_000;

    private PostgresStore store;

    @BeforeEach
    void start() {
        store = new PostgresStore(postgres.settings(), new NearSettings(false, false));
        store.start();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void findsEventsFromBeforeTheStreamHadPositions() {
        EventStream before = stream("gains", null);
        EventStream now = stream("gains", new PositionFields("a", "b"));
        prepare(before);
        archive(before, 0, EVENTS);

        prepare(now);
        archive(now, EVENTS, EVENTS + 1);

        assertThat(near(now, 10, 50))
                .isEqualTo(EVENTS - 1); // the first and the last lie elsewhere, or nowhere on earth
        assertThat(near(now, 20, 60)).isEqualTo(1);
    }

    @Test
    void findsEventsByTheFieldsThatAreTheirPositionNow() {
        EventStream before = stream("moves", new PositionFields("a", "b"));
        EventStream now = stream("moves", new PositionFields("b", "a"));
        prepare(before);
        archive(before, 0, 100);

        prepare(now);

        assertThat(near(now, 50, 10)).isEqualTo(98);
        assertThat(near(now, 10, 50)).isZero();
    }

    /** The first has another place, the second none on earth, and all others the same one. */
    private void archive(EventStream stream, long from, long to) {
        store.ledger().progress(stream, 0);
        ArchivedEvent[] events = LongStream.range(from, to)
                .mapToObj(offset -> StoreLab.event(
                        stream,
                        new Coordinate(0, offset),
                        null,
                        offset == 0 ? 20.0 : offset == 1 ? 500.0 : 10.0,
                        offset == 0 ? 60.0 : 50.0))
                .toArray(ArchivedEvent[]::new);
        store.ledger()
                .commit(CommitBuilder.of(stream, 0, from, to).events(events).commit());
    }

    private int near(EventStream stream, double latitude, double longitude) {
        List<NearCenter> around = List.of(new NearCenter(latitude, longitude));
        return store.archive()
                .nearSearch(stream)
                .orElseThrow()
                .near(new NearQuery(stream, around, 1, Map.of(), Map.of(), null, 2 * EVENTS))
                .size();
    }

    private void prepare(EventStream stream) {
        store.prepare(new Lab(stream.lab(), "", Path.of("."), Map.of(stream.name(), stream), Map.of(), List.of()));
    }

    private static EventStream stream(String lab, @Nullable PositionFields position) {
        List<Field> fields = List.of(
                new Field("a", Field.Type.NUMBER, false, null, null, null),
                new Field("b", Field.Type.NUMBER, false, null, null, null));
        return new EventStream(
                lab,
                "spots",
                null,
                null,
                TimeRule.UTC,
                fields,
                EventStream.Extra.KEEP,
                List.of(),
                StreamInputs.NONE,
                List.of(),
                position);
    }
}
