package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.log.LogRecord;
import datalab.process.batch.BatchWork;
import datalab.process.forget.ForgetJob;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.forget.ForgetNote;
import datalab.store.forget.ForgetRequest;
import datalab.store.forget.ForgetRun;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events of a key that is forgotten lie in the log still, and do not come back from it. */
final class ForgottenInLogIT {
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");
    private static final int EVENTS = 12;

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final PostgresStore store = STORE.get();

    @Test
    void passesOverThemWhereTheLogIsReadFromItsBeginning() {
        LabFixture fixture = prepared("again");
        EventStream stream = fixture.stream("readings");
        process(stream, log(stream, EVENTS), 0);
        ForgetRun run = forgotten(fixture, "k1", EVENTS);

        putBack(fixture, stream);
        process(stream, log(stream, EVENTS), 0);

        assertThat(run.notes()).contains(ForgetNote.removed("events", "readings", EVENTS / 3));
        assertThat(names(stream)).hasSize(EVENTS * 2 / 3).doesNotContain("k1");
        assertThat(store.ledger().progress(stream).getFirst().duplicates()).isEqualTo(EVENTS / 3);
        for (View view : fixture.lab().views().values()) {
            assertThat(fixture.rows(store, view))
                    .isEqualTo(fixture.folded(
                            view,
                            LabFixture.events(LabFixture.archive(store, stream).values())));
        }
    }

    @Test
    void passesOverWhatWaitedAndTakesWhatComesLater() {
        LabFixture fixture = prepared("later");
        EventStream stream = fixture.stream("readings");
        process(stream, log(stream, 3), 0);
        forgotten(fixture, "k1", EVENTS);

        process(stream, log(stream, EVENTS * 2), 3);

        assertThat(names(stream).stream().filter("k1"::equals)).hasSize(EVENTS / 3);
    }

    @Test
    void leavesARecordWithoutTheKey() {
        LabFixture fixture = prepared("record");
        EventStream stream = fixture.stream("readings");
        process(stream, log(stream, EVENTS), 0);

        ForgetRun run = forgotten(fixture, "k1", EVENTS);

        assertThat(run.parts().getFirst().key()).isNull();
        assertThat(run.by()).isEqualTo("a test");
        assertThat(run.notes()).extracting(ForgetNote::what).contains("events", "log", "backups");
        assertThat(Sql.query(
                        STORE.settings(),
                        "select count(*) from datalab.quality_states where lab = 'record' and key = 'k1'"))
                .isEqualTo("0");
    }

    private LabFixture prepared(String name) {
        LabFixture fixture = ForgetWalkIT.lab(name, "");
        store.prepare(fixture.lab());
        return fixture;
    }

    private static List<LogRecord> log(EventStream stream, int events) {
        List<LogRecord> log = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String json = "{\"name\":\"k%d\",\"value\":%d,\"at\":\"%s\"}".formatted(i % 3, i, START.plusSeconds(i));
            log.add(new LogRecord(stream.topic(), new Coordinate(0, i), json.getBytes(UTF_8), START, Map.of()));
        }
        return log;
    }

    private void process(EventStream stream, List<LogRecord> log, int from) {
        PartitionCommitter owner = new PartitionCommitter(
                stream,
                0,
                store.ledger(),
                store.archive().writer(),
                new EventStepBuilder(stream, store.ledger(), store.views(), store.archive(), 0));
        owner.begin();
        assertThat(owner.step(log.subList(from, log.size()), log.size()))
                .isInstanceOf(PartitionCommitter.Outcome.Committed.class);
    }

    private ForgetRun forgotten(LabFixture fixture, String key, long end) {
        EventStream stream = fixture.stream("readings");
        ForgetRequest request = new ForgetRequest(
                fixture.lab(), Map.of(stream, key), Map.of(stream.topic(), new Offsets(Map.of(0, end))), "a test");
        long id = store.forgets().ask(request).id();
        goOn(fixture, id);
        for (View view : fixture.lab().views().values()) {
            BatchRun batch = store.batches()
                    .claim(stream.lab(), view.name(), BatchKind.RECOMPUTE, "a test", Duration.ofMinutes(1))
                    .orElseThrow();
            BatchWork.toItsEnd(store, fixture.lab(), view, batch);
        }
        goOn(fixture, id);
        ForgetRun run = store.forgets().run(stream.lab(), id).orElseThrow();
        assertThat(run.state()).isEqualTo(ForgetRun.State.DONE);
        return run;
    }

    private void goOn(LabFixture fixture, long id) {
        ForgetRun run = store.forgets().run(fixture.lab().name(), id).orElseThrow();
        new ForgetJob(store, fixture.lab(), run, Duration.ofDays(7)).goOn();
    }

    /** As if all but what is forgotten were new: archive and views are empty, and nothing is processed. */
    private void putBack(LabFixture fixture, EventStream stream) {
        store.kept(stream.lab()).tables().forEach(table -> Sql.execute(STORE.settings(), "delete from " + table));
        store.kept(stream.lab()).partials().forEach(table -> Sql.execute(STORE.settings(), "delete from " + table));
        Sql.execute(
                STORE.settings(),
                "update datalab.progress set next_offset = 0 where lab = '"
                        + fixture.lab().name() + "'");
    }

    private List<Object> names(EventStream stream) {
        List<Event> events = LabFixture.events(LabFixture.archive(store, stream).values());
        return events.stream().map(event -> event.value(stream.indexOf("name"))).toList();
    }
}
