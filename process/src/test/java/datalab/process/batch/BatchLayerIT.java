package datalab.process.batch;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.LabFile;
import datalab.process.speed.Archiver;
import datalab.process.speed.LabFixture;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.postgres.PostgresStore;
import datalab.store.view.ViewStatus;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Batches of real views on a real store: what they build, swap, retry, and find. */
final class BatchLayerIT {
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
    void servesTheOldDefinitionUntilTheNewOneIsComplete() throws IOException {
        LabFixture before = archived("changed");
        LabFixture after = withAnotherTotal(before);
        View declared = view(after.lab(), "total");
        EventStream readings = after.stream("readings");
        ViewFold fold = new ViewFold(declared, readings);

        store.prepare(after.lab());

        View served = store.views().served(fold).orElseThrow().view();
        assertThat(served).isEqualTo(view(before.lab(), "total"));
        assertThat(before.rows(store, served)).isEqualTo(truth(before, served));
        assertThat(store.views().folds(readings)).extracting(ViewFold::view).contains(served, declared);
        Archiver.archive(after, store, EVENTS, EVENTS + 1_000);
        assertThat(before.rows(store, served)).isEqualTo(truth(before, served));

        assertThat(run(after.lab(), "total", BatchKind.RECOMPUTE).state()).isEqualTo(BatchRun.State.DONE);

        assertThat(store.views().served(fold).orElseThrow().view()).isEqualTo(declared);
        Archiver.archive(after, store, EVENTS + 1_000, EVENTS + 2_000);
        assertThat(after.rows(store, declared)).isEqualTo(truth(after, declared));
        assertThat(store.views().folds(readings)).extracting(ViewFold::view).doesNotContain(served);
    }

    @Test
    void fillsANewViewByItself() throws IOException {
        LabFixture before = archived("added");
        LabFixture after = parsed(
                before.lab().name(),
                before.lab().source()
                        + "  hourly: {of: readings, by: [name], every: 1h, n: count, mean: avg(value)}\n");
        View hourly = view(after.lab(), "hourly");
        store.prepare(after.lab());
        assertThat(store.views().served(new ViewFold(hourly, after.stream("readings"))))
                .isEmpty();

        try (BatchLayer layer = layer(after.lab())) {
            layer.start();
            Awaitility.await().until(() -> viewStatus(after.lab(), "hourly").served());
        }

        assertThat(after.rows(store, hourly)).isEqualTo(truth(after, hourly));
    }

    @Test
    void keepsWhatARemovedViewHoldsAndBuildsItAnewWhenItComesBack() throws IOException {
        LabFixture before = archived("removed");
        String source = before.lab().source();
        LabFixture without = parsed(before.lab().name(), source.replaceAll("(?m)^  total: .*\n", ""));
        store.prepare(without.lab());
        Archiver.archive(without, store, EVENTS, EVENTS + 500);
        assertThat(Sql.query(postgres.settings(), "select n from removed.total"))
                .isEqualTo("" + EVENTS);

        LabFixture back = parsed(before.lab().name(), source);
        store.prepare(back.lab());

        assertThat(viewStatus(back.lab(), "total").building()).isTrue();
        run(back.lab(), "total", BatchKind.RECOMPUTE);
        View total = view(back.lab(), "total");
        assertThat(back.rows(store, total)).isEqualTo(truth(back, total));
        assertThat(Sql.query(postgres.settings(), "select n from removed.total"))
                .isEqualTo("" + (EVENTS + 500));
    }

    @Test
    void dropsARemovedViewOnlyWhenAsked() throws IOException {
        LabFixture before = archived("dropped");
        assertThat(store.views().drop("dropped", "total")).isFalse();
        LabFixture without = parsed("dropped", before.lab().source().replaceAll("(?m)^  total: .*\n", ""));
        store.prepare(without.lab());

        assertThat(store.views().drop("dropped", "total")).isTrue();

        assertThat(store.views().drop("dropped", "total")).isFalse();
        assertThat(Sql.query(postgres.settings(), "select to_regclass('dropped.total')"))
                .isNull();
        Archiver.archive(without, store, EVENTS, EVENTS + 10);
    }

    @Test
    void findsARowThatWasTamperedWith() throws IOException {
        LabFixture fixture = archived("tampered");
        store.prepare(fixture.lab());
        run(fixture.lab(), "per_minute", BatchKind.COMPACT);
        assertThat(run(fixture.lab(), "per_minute", BatchKind.VERIFY).result().differing())
                .isZero();

        Sql.execute(postgres.settings(), """
                update datalab.partial_%s set _n_n = _n_n + 1
                where ctid = (select ctid from datalab.partial_%1$s limit 1)
                """.formatted(Sql.query(
                postgres.settings(), "select id from datalab.views where lab = 'tampered' and name = 'per_minute'")));
        Sql.execute(postgres.settings(), "delete from tampered.readings where _offset = 7");

        BatchRun run = run(fixture.lab(), "per_minute", BatchKind.VERIFY);

        assertThat(run.result().differing()).isBetween(1L, 2L);
        assertThat(run.result().report()).contains("the columns that SQL shows are not those of the row");
        assertThat(run(fixture.lab(), "total", BatchKind.VERIFY).result().report())
                .contains("the values differ");
        assertThat(run(fixture.lab(), "total", BatchKind.RECOMPUTE).state()).isEqualTo(BatchRun.State.DONE);
        assertThat(run(fixture.lab(), "total", BatchKind.VERIFY).result().differing())
                .isZero();
    }

    @Test
    void triesAFailedBatchAgainWithABound() throws IOException {
        LabFixture fixture = archived("failing");
        store.prepare(fixture.lab());
        Sql.execute(postgres.settings(), "alter table failing.readings rename to hidden");
        store.batches().request("failing", "total", BatchKind.RECOMPUTE);

        try (BatchLayer layer = layer(fixture.lab())) {
            layer.start();
            Awaitility.await()
                    .until(() -> failed(fixture.lab())
                            .filter(run -> run.attempt() == DueBatch.ATTEMPTS_MAX)
                            .isPresent());
        }

        assertThat(failed(fixture.lab()).orElseThrow().error()).contains("failing.readings");
        Sql.execute(postgres.settings(), "alter table failing.hidden rename to readings");
    }

    private static Optional<BatchRun> failed(Lab lab) {
        return store.batches().latest(lab.name(), 1).stream()
                .filter(run -> run.state() == BatchRun.State.FAILED)
                .findFirst();
    }

    private static BatchRun run(Lab lab, String view, BatchKind kind) {
        return new BatchRunner(store.batches(), store.archive(), BatchSettings.of("test"), new SimpleMeterRegistry())
                .run(lab, view(lab, view), kind)
                .orElseThrow();
    }

    private static BatchLayer layer(Lab lab) {
        return new BatchLayer(
                List.of(lab), store, BatchSettings.of("test"), new SimpleMeterRegistry(), Clock.systemUTC());
    }

    private static Map<String, String> truth(LabFixture fixture, View view) {
        return fixture.folded(
                view,
                LabFixture.events(
                        LabFixture.archive(store, fixture.stream("readings")).values()));
    }

    private static ViewStatus viewStatus(Lab lab, String view) {
        return store.batches().viewStatuses(lab).stream()
                .filter(viewStatus -> viewStatus.view().equals(view))
                .findFirst()
                .orElseThrow();
    }

    private static View view(Lab lab, String name) {
        View view = lab.views().get(name);
        if (view == null) {
            throw new IllegalArgumentException("no view " + name);
        }
        return view;
    }

    /** A lab whose readings have been processed. */
    private static LabFixture archived(String name) throws IOException {
        LabFixture fixture = LabFixture.of(folder, name);
        store.prepare(fixture.lab());
        Archiver.archive(fixture, store, 0, EVENTS);
        return fixture;
    }

    private static LabFixture withAnotherTotal(LabFixture before) {
        return parsed(
                before.lab().name(),
                before.lab()
                        .source()
                        .replaceAll("(?m)^  total: .*$", "  total: {of: readings, by: [name], high: max(value)}"));
    }

    private static LabFixture parsed(String name, String yaml) {
        return switch (LabFile.parse(name, Path.of("."), yaml)) {
            case LabFile.Valid(Lab lab) -> new LabFixture(lab);
            case LabFile.Invalid invalid ->
                throw new IllegalStateException(invalid.mistakes().toString());
        };
    }
}
