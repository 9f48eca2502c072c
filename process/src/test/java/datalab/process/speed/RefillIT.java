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
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Views that are new get what the archive holds, once, however often filling them is interrupted. */
final class RefillIT {
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");
    private static final int EVENTS = 25_000;

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    static Path folder;

    private static PostgresStore store;

    @BeforeAll
    static void start() {
        store = new PostgresStore(postgres.settings());
        store.start();
    }

    @AfterAll
    static void stop() {
        store.close();
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
        EventStream readings = fixture.stream("readings");
        Partition partition =
                new Partition(readings, 0, store, new EventSteps(readings, fixture.folds(readings), store, 0));
        partition.begin();
        List<LogRecord> records = new ArrayList<>();
        for (int offset = 0; offset < EVENTS; offset++) {
            String json = "{\"name\":\"s%d\",\"value\":%d,\"at\":\"%s\"}"
                    .formatted(offset % 3, offset % 40, START.plusSeconds(offset));
            records.add(
                    new LogRecord(readings.topic(), new Coordinate(0, offset), json.getBytes(UTF_8), START, Map.of()));
        }
        assertThat(partition.step(records)).isInstanceOf(Partition.Outcome.Committed.class);
        return fixture;
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
