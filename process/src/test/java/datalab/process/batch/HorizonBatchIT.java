package datalab.process.batch;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.lab.yaml.LabFile;
import datalab.process.speed.Archiver;
import datalab.process.speed.LabFixture;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchRun;
import datalab.store.postgres.PostgresStore;
import datalab.store.retention.Retained;
import datalab.store.view.ViewStatus;
import datalab.testkit.Sql;
import datalab.testkit.TestStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Batches over a stream that has dropped old events: what they copy, fold and compare, and what they say of it. */
final class HorizonBatchIT {
    /** A reading a second, of three names by turns, from 12:00 on: ten windows of a minute. */
    private static final int EVENTS = 600;

    /** In the middle of the fifth window: that and the four before it are copied. */
    private static final Instant HORIZON = Instant.parse("2026-03-04T12:04:30Z");

    private static final int WHOLE_ROWS = 3 * 5;

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    @TempDir
    static Path folder;

    private static PostgresStore store;

    @BeforeAll
    static void start() {
        store = STORE.get();
    }

    @Test
    void copiesRowsOfDroppedEventsAndFoldsTheOthers() throws IOException {
        LabFixture fixture = archived("copied");
        View perMinute = view(fixture, "per_minute");
        Map<String, String> before = fixture.rows(store, perMinute);
        drop(fixture);

        BatchResult result = run(fixture, "per_minute", BatchKind.RECOMPUTE);

        assertThat(fixture.rows(store, perMinute)).isEqualTo(before);
        assertThat(result.copied()).isEqualTo(WHOLE_ROWS);
        assertThat(result.rows()).isEqualTo(WHOLE_ROWS);
        assertThat(result.foldedFrom()).isEqualTo(HORIZON);
        assertThat(result.note())
                .isEqualTo(
                        "events before 2026-03-04T12:04:30Z are dropped: 15 rows were copied as served, whose windows"
                                + " begin earlier");
    }

    @Test
    void copiesAViewWithoutWindowsAndSaysSo() throws IOException {
        LabFixture fixture = archived("unwindowed");
        View latest = view(fixture, "latest");
        Map<String, String> before = fixture.rows(store, latest);
        drop(fixture);

        BatchResult result = run(fixture, "latest", BatchKind.RECOMPUTE);

        assertThat(fixture.rows(store, latest)).isEqualTo(before);
        assertThat(result.copied()).isEqualTo(3);
        assertThat(result.rows()).isZero();
        assertThat(result.note())
                .contains("3 rows were copied as served, as a view without windows is not folded again");
    }

    @Test
    void comparesOnlyWhatIsFolded() throws IOException {
        LabFixture fixture = archived("verified");
        drop(fixture);

        BatchResult windows = run(fixture, "per_minute", BatchKind.VERIFY);
        BatchResult none = run(fixture, "total", BatchKind.VERIFY);

        assertThat(windows.rows()).isEqualTo(WHOLE_ROWS);
        assertThat(windows.differing()).isZero();
        assertThat(windows.note()).endsWith("rows are compared from 2026-03-04T12:05:00Z on");
        assertThat(none.rows()).isZero();
        assertThat(none.note()).endsWith("nothing is compared, as the view has no windows");
    }

    @Test
    void beginsAChangedDefinitionAtTheHorizon() throws IOException {
        LabFixture before = archived("changed");
        drop(before);
        LabFixture after = changed(before);
        store.prepare(after.lab());
        Archiver.archive(after, store, EVENTS, EVENTS + 60);

        BatchResult windows = run(after, "per_minute", BatchKind.RECOMPUTE);
        BatchResult total = run(after, "total", BatchKind.RECOMPUTE);

        assertThat(windows.note()).endsWith("rows begin at 2026-03-04T12:05:00Z");
        assertThat(windows.copied()).isZero();
        assertThat(after.rows(store, view(after, "per_minute"))).hasSize(WHOLE_ROWS + 3);
        assertThat(viewStatus(after, "per_minute").begins()).isEqualTo(HORIZON);
        assertThat(total.note()).endsWith("what was changed counts those from then on");
        assertThat(after.rows(store, view(after, "total")).values()).containsExactly("[390]");
        assertThat(run(after, "total", BatchKind.RECOMPUTE).copied()).isEqualTo(1);
        assertThat(after.rows(store, view(after, "total")).values()).containsExactly("[390]");
    }

    private static LabFixture archived(String name) throws IOException {
        LabFixture fixture = LabFixture.of(folder, name);
        store.prepare(fixture.lab());
        Archiver.archive(fixture, store, 0, EVENTS / 2);
        run(fixture, "per_minute", BatchKind.COMPACT);
        Archiver.archive(fixture, store, EVENTS / 2, EVENTS);
        return fixture;
    }

    private static void drop(LabFixture fixture) {
        store.horizons().raise(Retained.of(fixture.stream("readings")), HORIZON);
        Sql.execute(
                STORE.settings(),
                "delete from %s.readings where _time < '%s'"
                        .formatted(fixture.lab().name(), HORIZON));
    }

    private static LabFixture changed(LabFixture before) {
        String yaml = before.lab()
                .source()
                .replaceAll("(?m)^  per_minute: .*$", "  per_minute: {of: readings, by: [name], every: 1m, n: count}")
                .replaceAll("(?m)^  total: .*$", "  total: {of: readings, n: count}");
        return switch (LabFile.parse(before.lab().name(), Path.of("."), yaml)) {
            case LabFile.Valid(Lab lab) -> new LabFixture(lab);
            case LabFile.Invalid invalid ->
                throw new IllegalStateException(invalid.mistakes().toString());
        };
    }

    private static BatchResult run(LabFixture fixture, String view, BatchKind kind) {
        BatchRun run = new BatchRunner(
                        store.batches(), store.archive(), BatchSettings.of("test"), new SimpleMeterRegistry())
                .run(fixture.lab(), view(fixture, view), kind)
                .orElseThrow();
        assertThat(run.error()).isNull();
        return run.result();
    }

    private static ViewStatus viewStatus(LabFixture fixture, String view) {
        return store.batches().viewStatuses(fixture.lab()).stream()
                .filter(status -> status.view().equals(view))
                .findFirst()
                .orElseThrow();
    }

    private static View view(LabFixture fixture, String name) {
        return Objects.requireNonNull(fixture.lab().views().get(name));
    }
}
