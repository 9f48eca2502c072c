package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.Coordinate;
import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.lab.view.Aggregate;
import datalab.lab.view.View;
import datalab.log.LogRecord;
import datalab.process.speed.BrokenStore.Moment;
import datalab.process.speed.BrokenStore.Plant;
import datalab.store.Store;
import datalab.testkit.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views that are new get what the archive holds, once, however often filling them is interrupted. */
final class RefillIT {
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");
    private static final int EVENTS = 25_000;

    @RegisterExtension
    static final TestStore database = new TestStore();

    @TempDir
    static Path folder;

    private static Store store;

    @BeforeAll
    static void start() {
        store = database.get();
    }

    @Test
    void fillsANewViewFromTheArchiveInSteps() throws IOException {
        LabFixture before = archived("refill");
        LabFixture after = withHourly(before);
        store.prepare(after.lab());

        new Refill(after.lab(), store).run();

        assertComplete(after);
    }

    @Test
    void goesOnWhereAKilledOneWas() throws IOException {
        LabFixture after = withHourly(archived("refill-killed"));
        store.prepare(after.lab());
        BrokenStore dying = new BrokenStore(store, Plant.NONE);
        dying.around(new KillAt(3));

        assertThatThrownBy(() -> new Refill(after.lab(), dying).run()).isInstanceOf(Killed.class);
        new Refill(after.lab(), store).run();

        assertComplete(after);
    }

    /** Once as nothing has happened meanwhile, and once as the stream has gone on without the view. */
    @ParameterizedTest
    @ValueSource(ints = {0, 700})
    void fillsAViewThatWasRemovedAndPutBack(int meanwhile) throws IOException {
        LabFixture without = archived("refill-back-" + meanwhile);
        LabFixture with = withHourly(without);
        store.prepare(with.lab());
        new Refill(with.lab(), store).run();
        store.prepare(without.lab());
        archive(without, EVENTS, meanwhile);

        store.prepare(with.lab());
        new Refill(with.lab(), store).run();

        assertComplete(with);
    }

    private static void assertComplete(LabFixture fixture) {
        EventStream readings = fixture.stream("readings");
        View hourly = fixture.lab().views().values().stream()
                .filter(view -> view.name().equals("hourly"))
                .findFirst()
                .orElseThrow();
        assertThat(store.gaps(fixture.lab())).isEmpty();
        assertThat(fixture.rows(store, hourly))
                .isEqualTo(fixture.folded(
                        hourly,
                        LabFixture.events(LabFixture.archive(store, readings).values())));
    }

    /** A lab whose readings have been processed. */
    private static LabFixture archived(String name) throws IOException {
        LabFixture fixture = LabFixture.of(folder, name);
        store.prepare(fixture.lab());
        archive(fixture, 0, EVENTS);
        return fixture;
    }

    private static void archive(LabFixture fixture, int from, int count) {
        if (count == 0) {
            return;
        }
        EventStream readings = fixture.stream("readings");
        Partition partition =
                new Partition(readings, 0, store, new EventSteps(readings, fixture.folds(readings), store, 0));
        partition.begin();
        List<LogRecord> records = new ArrayList<>();
        for (int offset = from; offset < from + count; offset++) {
            String json = "{\"name\":\"s%d\",\"value\":%d,\"at\":\"%s\"}"
                    .formatted(offset % 3, offset % 40, START.plusSeconds(offset));
            records.add(
                    new LogRecord(readings.topic(), new Coordinate(0, offset), json.getBytes(UTF_8), START, Map.of()));
        }
        assertThat(partition.step(records)).isInstanceOf(Partition.Outcome.Committed.class);
    }

    private static LabFixture withHourly(LabFixture fixture) {
        Lab lab = fixture.lab();
        Map<String, View> views = new LinkedHashMap<>(lab.views());
        List<Aggregate> aggregates = List.of(new Aggregate.Count("n"), new Aggregate.Avg("mean", "value"));
        views.put(
                "hourly", new View(lab.name(), "hourly", "readings", List.of("name"), Duration.ofHours(1), aggregates));
        return new LabFixture(new Lab(lab.name(), lab.title(), lab.folder(), lab.streams(), views, lab.routes()));
    }

    private static final class Killed extends RuntimeException {}

    /** Ends the caller at a read, counted from 1. */
    private static final class KillAt implements Consumer<Moment> {
        private int left;

        KillAt(int read) {
            this.left = read;
        }

        @Override
        public void accept(Moment moment) {
            if (moment == Moment.BEFORE_READ && --left == 0) {
                throw new Killed();
            }
        }
    }
}
