package datalab.process.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.postgres.PostgresSettings;
import datalab.process.move.MoveRun.Moved;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.elsewhere.ArchiveRows;
import datalab.store.elsewhere.ArchiveServer;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.ledger.Progress;
import datalab.store.mongodb.archive.MongoArchives;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.move.ArchiveMove;
import datalab.store.move.ArchiveMoves.Held;
import datalab.store.move.MoveLost;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.IncompatibleChange;
import datalab.store.result.StoreUnavailable;
import datalab.testkit.TestMongo;
import datalab.testkit.TestStore;
import datalab.testkit.contract.Archived;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an archive has before it moves, it has afterwards, and nothing else counts. */
final class MoveRunIT {
    private static final int BEYOND_A_PAGE = 2_345;
    private static final int BEYOND_A_HOLE = 30_000;
    private static final TestMongo SERVER = new TestMongo();
    private static final ArchiveServer DOCUMENTS = new MongoArchives(new MongoUrl(SERVER.url("datalab")));

    /** As the command's: it has prepared nothing. */
    @RegisterExtension
    static final TestStore<PostgresStore> MOVER = new TestStore<>(MoveRunIT::store, PostgresStore::start);

    private final PostgresStore here = started();
    private final StoreLab lab = StoreLab.fresh();
    private final EventStream readings = lab.readings();
    private final ArchivePlace there = new ArchivePlace("documents", readings.topic());

    private static PostgresStore store(PostgresSettings settings) {
        return new PostgresStore(settings, Map.of("documents", DOCUMENTS));
    }

    private static PostgresStore started() {
        PostgresStore store = store(MOVER.settings());
        store.start();
        return store;
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void movesAllThatAnEventHoldsThereAndBack() {
        here.prepare(lab.lab());
        List<ArchivedEvent> events = events();
        keep(here, 0, BEYOND_A_HOLE + 5, events);

        Moved moved = move(there);
        PostgresStore elsewhere = started();
        elsewhere.prepare(elsewhere());
        assertSame(elsewhere.archive(), events);
        ArchivedEvent later = lab.reading(0, BEYOND_A_HOLE + 5, "later", 3.0);
        keep(elsewhere, BEYOND_A_HOLE + 5, BEYOND_A_HOLE + 6, List.of(later));
        events.add(later);
        Moved back = move(null);
        PostgresStore again = started();
        again.prepare(lab.lab());

        assertThat(moved.events()).isEqualTo(events.size() - 1);
        assertThat(back.events()).isEqualTo(events.size());
        assertSame(again.archive(), events);
        assertThat(move(there).events()).isEqualTo(events.size());
    }

    @Test
    void refusesWhoLooksWhereTheArchiveWas() {
        here.prepare(lab.lab());
        keep(here, 0, 1, List.of(lab.reading(0, 0, "a", 1.0)));
        Progress owner = here.ledger().begin(readings, 0);
        move(there);

        Archive archive = here.archive();
        assertMoved(() -> archive.events(new EventQuery(readings, null, null, Map.of(), false, null, 9)));
        assertMoved(() -> archive.event(readings, new Coordinate(0, 0)));
        assertMoved(() -> archive.scan(new Scan(readings, List.of(0), 0, 0, 9, 9)));
        assertMoved(() -> here.ledger().begin(readings, 0));
        assertThat(here.ledger()
                        .commit(CommitBuilder.of(readings, 0, 1, 2).commit().by(owner.token(), Commit.LogMark.FIRST)))
                .isEqualTo(new Commit.Outcome.Fenced(1));
        assertThatThrownBy(() -> here.prepare(lab.lab()))
                .isInstanceOf(IncompatibleChange.class)
                .hasMessageContaining("`./datalab move " + readings.topic() + " --to postgresql`");
    }

    private static void assertMoved(Runnable reading) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        StoreUnavailable.class, e -> assertThat(e.isMoved()).isTrue());
    }

    @Test
    void keepsOwnersOutOnlyForATime() {
        here.prepare(lab.lab());
        keep(here, 0, 1, List.of(lab.reading(0, 0, "a", 1.0)));
        ArchiveMove move = begin(there);

        Held held = MOVER.get().moves().hold(move, Duration.ofMinutes(1));
        assertMoved(() -> here.ledger().begin(readings, 0));
        MOVER.get().moves().release(move);
        keep(here, 1, 2, List.of(lab.reading(0, 1, "b", 1.0)));

        assertThat(MOVER.get().moves().finish(move, held)).isFalse();
        assertThat(here.archive().event(readings, new Coordinate(0, 1))).isPresent();
    }

    /** Rows of dead owners, of a time when the archive was there: some come late. */
    @Test
    void countsNothingThatSomebodyLeftAtTheNewPlace() {
        here.prepare(lab.lab());
        ArchiveRows rows = DOCUMENTS.rows(readings, readings.topic(), List.of());
        rows.write(7, List.of(lab.reading(0, 0, "left", 1.0), lab.reading(0, 1, "left", 1.0)), List.of());
        ArchivedEvent one = lab.reading(0, 0, "a", 1.0);
        ArchivedEvent other = lab.reading(0, BEYOND_A_HOLE, "b", 1.0);
        keep(here, 0, BEYOND_A_HOLE + 9, List.of(one, other));

        move(there);
        rows.write(8, List.of(lab.reading(0, 0, "late", 1.0)), List.of());
        rows.write(8, List.of(lab.reading(0, 5_000, "late", 1.0)), List.of());
        rows.write(8, List.of(lab.reading(0, BEYOND_A_HOLE + 3, "late", 1.0)), List.of());

        PostgresStore elsewhere = started();
        elsewhere.prepare(elsewhere());
        assertSame(elsewhere.archive(), List.of(one, other));
    }

    @Test
    void countsNoFlagsThatWereNotBroughtToTheOldArchive() {
        here.prepare(elsewhere());
        ArchivedEvent event = lab.reading(0, 0, "a", 1.0);
        Archived.keep(
                here,
                CommitBuilder.of(readings, 0, 0, 1)
                        .events(event)
                        .amended(new Amendment(event.event().at(), event.event().time(), "{\"value\": {\"spike\": 3}}"))
                        .commit());
        ArchiveMove early = begin(null);
        Held held = MOVER.get().moves().hold(early, Duration.ofMinutes(1));
        assertThat(MOVER.get().moves().finish(early, held)).isFalse();

        move(null);

        PostgresStore back = started();
        back.prepare(lab.lab());
        assertThat(back.archive()
                        .event(readings, event.event().at())
                        .orElseThrow()
                        .flagsJson())
                .contains("3");
    }

    @Test
    void goesOnWhereItWasAndKeepsTheOtherProcessOut() {
        here.prepare(lab.lab());
        keep(here, 0, BEYOND_A_PAGE + 5, events().subList(0, BEYOND_A_PAGE));
        List<Long> copied = new ArrayList<>();
        assertThatThrownBy(() -> move(there, done -> {
                    copied.add(done);
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");

        ArchiveMove next = begin(there);
        assertThat(next.copied().total()).isEqualTo(copied.getFirst()).isPositive();
        assertThatThrownBy(() -> move(there, done -> begin(there))).isInstanceOf(MoveLost.class);
        assertThat(MOVER.get().moves().place(readings)).isNull();
        assertThat(move(there).events()).isEqualTo(BEYOND_A_PAGE);
    }

    /** Of every kind, more than a page of them, some with a hole behind. */
    private List<ArchivedEvent> events() {
        List<ArchivedEvent> events = new ArrayList<>();
        for (int offset = 0; offset < BEYOND_A_PAGE; offset++) {
            events.add(lab.reading(0, offset, "n" + offset % 7, offset / 3.0));
        }
        Object[] values = {"Köln 🌡 \"'\\\n", -0.0, Long.MIN_VALUE, false, Instant.parse("2199-12-31T23:59:59.999999Z")
        };
        String extra = "{\"unit\": {\"ä.b\": [1, null, 1e-7, 12345678901234567890.5]}, \"_x\": 1.50, \"$y\": {}}";
        DecodedPayload payload =
                new DecodedPayload(values, Instant.parse("1900-01-01T00:00:00.000001Z"), Origin.SIMULATED, extra);
        Instant arrived = Instant.parse("2026-03-01T12:00:00.123Z");
        events.add(new ArchivedEvent(
                new Event(readings, payload, arrived, new Coordinate(0, BEYOND_A_PAGE + 3)),
                "{\"value\": {\"gross_range\": 1}}"));
        events.add(StoreLab.event(
                readings, new Coordinate(0, BEYOND_A_HOLE), null, "a".repeat(100_000), null, null, null, null));
        return events;
    }

    private void keep(PostgresStore store, long from, long next, List<ArchivedEvent> events) {
        Archived.keep(
                store, CommitBuilder.of(readings, 0, from, next).events(events).commit());
    }

    private Lab elsewhere() {
        Lab of = lab.lab();
        return new Lab(
                of.name(),
                of.title(),
                of.folder(),
                of.streams(),
                of.views(),
                of.routes(),
                of.schedules(),
                of.outputs(),
                Map.of(readings.name(), there),
                of.alerts(),
                of.models(),
                of.source());
    }

    private ArchiveMove begin(@Nullable ArchivePlace to) {
        return MOVER.get().moves().begin(readings, to).orElseThrow();
    }

    private Moved move(@Nullable ArchivePlace to) {
        return move(to, done -> {});
    }

    private Moved move(@Nullable ArchivePlace to, Consumer<Long> page) {
        PostgresStore store = MOVER.get();
        ArchiveMove move = begin(to);
        return new MoveRun(
                        store.moves(),
                        move,
                        store.side(lab.lab(), readings, move.from()),
                        store.side(lab.lab(), readings, to),
                        (phase, done, all) -> page.accept(done))
                .run();
    }

    private void assertSame(Archive archive, List<ArchivedEvent> expected) {
        List<ArchivedEvent> found = archive.events(new EventQuery(readings, null, null, Map.of(), false, null, 10_000));
        assertThat(found).hasSameSizeAs(expected);
        Map<Coordinate, ArchivedEvent> byPlace =
                found.stream().collect(Collectors.toMap(event -> event.event().at(), event -> event));
        for (ArchivedEvent event : expected) {
            ArchivedEvent same = byPlace.get(event.event().at());
            assertThat(same != null && EventContents.areEqual(event, same))
                    .as(event + " is " + same)
                    .isTrue();
        }
    }
}
