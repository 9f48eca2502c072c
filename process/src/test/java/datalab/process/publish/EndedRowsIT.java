package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.output.Output;
import datalab.lab.output.OutputColumns;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.LabFile;
import datalab.process.batch.BatchWork;
import datalab.process.publish.BrokenOutputs.Killed;
import datalab.process.publish.BrokenOutputs.Plant;
import datalab.process.publish.walked.WalkedJdbc;
import datalab.process.publish.walked.WalkedTarget;
import datalab.process.retention.ExpiringView;
import datalab.process.retention.RetentionLayer;
import datalab.store.Store;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import datalab.store.output.OutputId;
import datalab.store.output.OutputRows;
import datalab.store.output.OutputTable;
import datalab.store.postgres.PostgresStore;
import datalab.store.view.ViewQuery;
import datalab.testkit.Sql;
import datalab.testkit.TestStore;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A view that keeps its rows for a day, and its output: what is older is gone from both, and stays so. */
final class EndedRowsIT {
    private static final int STEPS_MAX = 100;
    private static final int ROUNDS_MAX = 60;

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private static int labs;
    private static Store store;
    private static WalkedTarget target;

    private final Random random = new Random(5);
    private Lab lab;
    private View view;
    private EventStream events;
    private ViewFold fold;
    private OutputTable table;

    @BeforeAll
    static void start() throws SQLException {
        store = database.get();
        target = new WalkedJdbc(database.settings());
    }

    @AfterAll
    static void end() {
        target.close();
    }

    @Test
    void areGoneFromTheViewAndItsOutputAndDoNotComeBack() throws InterruptedException {
        commit(0, 0, 1, 2);
        publish(() -> {});
        assertThat(tableRows()).isEqualTo("3");

        retainAt(minute(2).plus(Duration.ofDays(1)));

        assertThat(viewRows()).containsExactly(minute(2));
        publish(() -> {});
        assertThat(tableRows()).isEqualTo("1");
        assertThat(Sql.query(
                        database.settings(),
                        "select count(*) from datalab.output_keys where output = (select id from"
                                + " datalab.outputs where lab = '" + lab.name() + "')"))
                .isEqualTo("1");

        commit(1, 0); // late
        publish(() -> {});
        assertThat(viewRows()).containsExactly(minute(2));
        assertThat(tableRows()).isEqualTo("1");

        assertThat(batch(BatchKind.RECOMPUTE)).isZero();
        publish(() -> {});
        assertThat(viewRows()).containsExactly(minute(2));
        assertThat(tableRows()).isEqualTo("1");
        assertThat(batch(BatchKind.VERIFY)).as("rows that differ").isZero();
    }

    /** Killed at each of its calls in turn: who comes after it deletes what is left. */
    @Test
    void areGoneFromTheOutputWhereverAPublisherIsKilled() throws InterruptedException {
        boolean isKilled = true;
        for (int round = 0; isKilled; round++) {
            assertThat(round).isLessThan(ROUNDS_MAX);
            int first = round * 6;
            commit(0, first, first + 1, first + 2, first + 3, first + 4, first + 5);
            publish(() -> {});
            retainAt(minute(first + 5).plus(Duration.ofDays(1)));

            isKilled = publishUntilCall(round);

            publish(() -> {});
            assertThat(viewRows()).containsExactly(minute(first + 5));
            assertThat(tableRows()).as("killed at call " + round).isEqualTo("1");
        }
    }

    private boolean publishUntilCall(int number) throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        try {
            publish(() -> {
                if (calls.getAndIncrement() == number) {
                    throw new Killed();
                }
            });
            return false;
        } catch (Killed killed) {
            return true;
        }
    }

    @Test
    void aMonthIsGoneWhenItHasEndedSoLongAgo() throws InterruptedException {
        prepare("every: 1mo, zone: Asia/Shanghai");
        Instant march = Instant.parse("2026-02-28T16:00:00Z");
        Instant april = Instant.parse("2026-03-31T16:00:00Z");
        commit(0, 0, 1, 60 * 24 * 31);
        publish(() -> {});

        raiseAt(april.plus(Duration.ofDays(1)).minusSeconds(1));
        publish(() -> {});
        assertThat(viewRows()).containsExactly(march, april);
        assertThat(tableRows()).isEqualTo("2");

        raiseAt(april.plus(Duration.ofDays(1)));
        publish(() -> {});
        assertThat(viewRows()).containsExactly(april);
        assertThat(tableRows()).isEqualTo("1");
        assertThat(store.views().deleteEnded(view, 100)).isEqualTo(1);
        assertThat(batch(BatchKind.VERIFY)).as("rows that differ").isZero();
    }

    private void raiseAt(Instant now) {
        new ExpiringView(view, Objects.requireNonNull(view.retain()), store).raise(now);
    }

    @BeforeEach
    void prepare() {
        prepare("every: 1m");
    }

    private void prepare(String windows) {
        String name = "ended" + ++labs;
        String yaml = """
                lab: %s
                streams: {events: {key: name, fields: {name: string, seq: integer}}}
                views: {shown: {of: events, by: name, %s, n: count, retain: 1d}}
                """.formatted(name, windows);
        if (!(LabFile.parse(name, Path.of("."), yaml) instanceof LabFile.Valid(Lab parsed))) {
            throw new IllegalStateException(yaml);
        }
        lab = parsed;
        view = Objects.requireNonNull(lab.views().get("shown"));
        events = Objects.requireNonNull(lab.streams().get("events"));
        fold = new ViewFold(view, events);
        table = new OutputTable(
                name + ".shown",
                name,
                OutputColumns.of(new Output("target", name, Map.of()), fold),
                OutputRows.OF_VIEW);
        store.prepare(lab);
        target.target().prepare(table);
    }

    private static Instant minute(int number) {
        return StoreLab.START.plus(Duration.ofMinutes(number));
    }

    private void commit(int partition, int... minutes) {
        Progress at = store.ledger().progress(events, partition);
        CommitBuilder step = CommitBuilder.of(events, partition, at.nextOffset(), at.nextOffset() + minutes.length)
                .epoch(at.epoch());
        for (int i = 0; i < minutes.length; i++) {
            Coordinate place = new Coordinate(partition, at.nextOffset() + i);
            step.events(StoreLab.event(events, place, minute(minutes[i]), "a", 1L));
        }
        assertThat(store.ledger().commit(step.folded(fold).commit())).isEqualTo(new Commit.Outcome.Done());
    }

    /** What happens at that hour, in the loop that does it. */
    private void retainAt(Instant now) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ExpiringView rows = new ExpiringView(view, Objects.requireNonNull(view.retain()), store);
        try (RetentionLayer layer = new RetentionLayer(List.of(rows), meters, Clock.fixed(now, ZoneOffset.UTC))) {
            layer.start();
            String ended = "select count(*) from datalab.partial_%d where _window + interval '1 minute' <= '%s'"
                    .formatted(definition(), now.minus(Duration.ofDays(1)));
            await().until(() -> Sql.query(database.settings(), ended).equals("0"));
        }
        assertThat(meters.get("datalab.retention.rows").counter().count()).isPositive();
    }

    private int definition() {
        String sql = "select id from datalab.views where lab = '%s' and state = 'serving'".formatted(lab.name());
        return Integer.parseInt(Sql.query(database.settings(), sql));
    }

    private List<Instant> viewRows() {
        return store.views().viewRows(new ViewQuery(fold, null, null, Map.of(), false, null, 100)).stream()
                .map(row -> Objects.requireNonNull(row.key().windowStart()))
                .toList();
    }

    private String tableRows() {
        return Sql.query(database.settings(), "select count(*) from " + table.name());
    }

    /** Until nothing is left to do, in small pages. */
    private void publish(Runnable around) throws InterruptedException {
        BrokenOutputs seen = new BrokenOutputs(store.outputs(), target, Plant.NONE, random, around::run);
        OutputId id = new OutputId(lab.name(), "shown", "target/" + table.name());
        PublishedRows rows = seen.rows(fold, table);
        try (Publisher publisher = new Publisher(id, table, rows, seen.target(), seen.ledger(), new Semaphore(1))) {
            publisher.begin();
            for (int steps = 0; publisher.step() >= 0; steps++) {
                assertThat(steps).isLessThan(STEPS_MAX);
            }
        }
    }

    /** Answers how many rows differ. */
    private long batch(BatchKind kind) {
        BatchRun run = store.batches()
                .claim(lab.name(), "shown", kind, "test", Duration.ofMinutes(1))
                .orElseThrow();
        BatchWork.toItsEnd(store, lab, view, run);
        return store.batches().run(run.id()).orElseThrow().result().differing();
    }
}
