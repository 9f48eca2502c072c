package datalab.process.retention;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.store.archive.Scan;
import datalab.store.postgres.PostgresStore;
import datalab.store.retention.Retained;
import datalab.testkit.TestStore;
import datalab.testkit.contract.Archived;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When the horizon of a stream rises, and that a killed process leaves nothing undone, over a real PostgreSQL. */
final class ExpiringEventsIT {
    private static final Duration RETAIN = Duration.ofHours(1);
    private static final Duration BEHIND = RETAIN.plusMinutes(10);

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final StoreLab lab = StoreLab.fresh();
    private long logEnd = 3;

    @BeforeEach
    void prepare() {
        STORE.get().prepare(lab.lab());
        for (EventStream stream : List.of(lab.readings(), lab.hours())) {
            Archived.keep(
                    STORE.get(),
                    CommitBuilder.of(stream, 0, 0, 3)
                            .events(
                                    StoreLab.event(stream, new Coordinate(0, 0), StoreLab.START, values(stream)),
                                    StoreLab.event(
                                            stream,
                                            new Coordinate(0, 1),
                                            StoreLab.START.plusSeconds(1),
                                            values(stream)),
                                    StoreLab.event(
                                            stream,
                                            new Coordinate(0, 2),
                                            StoreLab.START.plusSeconds(2),
                                            values(stream)))
                            .commit());
        }
    }

    @Test
    void raisesTheHorizonBehindTheClockAndThenDrops() {
        ExpiringEvents readings = events(lab.readings());
        Instant now = StoreLab.START.plus(BEHIND).plusSeconds(2);

        readings.raise(now);

        assertThat(STORE.get().horizons().horizon(Retained.of(lab.readings()))).contains(StoreLab.START.plusSeconds(2));
        assertThat(archived(lab.readings())).containsExactly(0L, 1L, 2L);
        assertThat(readings.deletePage(now)).isEqualTo(2);
        assertThat(readings.deletePage(now)).isZero();
        assertThat(archived(lab.readings())).containsExactly(2L);
    }

    /** Killed between the two, or amid pages: what is left is hidden, and goes the next hour, whoever begins there. */
    @Test
    void dropsWhatAProcessThatWasKilledHasLeft() {
        Instant now = StoreLab.START.plus(BEHIND).plusSeconds(2);
        events(lab.readings()).raise(now);
        STORE.get().archive().writer().drop(lab.readings(), 1);
        assertThat(archived(lab.readings())).containsExactly(1L, 2L);

        events(lab.readings()).deletePage(now.minus(Duration.ofDays(1)));

        assertThat(archived(lab.readings())).containsExactly(2L);
    }

    /** A repeat that waits there came in time, and would count again. */
    @Test
    void waitsForTheLogWhereRepeatsAreKnownByTheirTime() {
        logEnd = 4;
        Instant now = StoreLab.START.plus(Duration.ofDays(1));

        events(lab.readings()).raise(now);
        Thread waiting = Thread.ofVirtual().start(() -> events(lab.hours()).raise(now));
        boolean raisedAtOnce = !isWaiting(waiting);
        boolean before =
                STORE.get().horizons().horizon(Retained.of(lab.hours())).isPresent();
        Archived.keep(STORE.get(), CommitBuilder.of(lab.hours(), 0, 3, 4).commit());
        join(waiting);

        assertThat(raisedAtOnce).isFalse();
        assertThat(before).isFalse();
        assertThat(STORE.get().horizons().horizon(Retained.of(lab.hours()))).contains(now.minus(BEHIND));
        assertThat(STORE.get().horizons().horizon(Retained.of(lab.readings()))).contains(now.minus(BEHIND));
    }

    private static boolean isWaiting(Thread thread) {
        try {
            return !thread.join(Duration.ofMillis(600));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ExpiringEvents events(EventStream stream) {
        return new ExpiringEvents(stream, RETAIN, STORE.get(), topic -> new Offsets(Map.of(0, logEnd)));
    }

    private static @Nullable Object[] values(EventStream stream) {
        @Nullable Object[] values = new @Nullable Object[stream.fields().size()];
        values[0] = "a";
        return values;
    }

    private List<Long> archived(EventStream stream) {
        return STORE.get().archive().scan(new Scan(stream, List.of(), 0, 0, 100, 100)).stream()
                .map(Event::at)
                .map(Coordinate::offset)
                .toList();
    }
}
