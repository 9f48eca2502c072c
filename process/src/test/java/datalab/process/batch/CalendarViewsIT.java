package datalab.process.batch;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.lab.yaml.LabFile;
import datalab.process.speed.Archiver;
import datalab.process.speed.LabFixture;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views by days, weeks, months and years of zones: both layers fold them alike, and as SQL counts the archive. */
final class CalendarViewsIT {
    private static final int EVENTS = 2_000;
    private static final Duration STEP = Duration.ofHours(7);

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private static int labs;

    private LabFixture fixture;

    @BeforeEach
    void prepare() {
        String name = "dates" + ++labs;
        String yaml = """
                lab: %s
                streams:
                  readings: {key: name, time: at, fields: {name: string, value: number}}
                views:
                  days: {of: readings, by: name, every: 1d, zone: Europe/Berlin, n: count, sum: sum(value)}
                  weeks: {of: readings, every: 1w, zone: America/New_York, n: count, last: last(value)}
                  months: {of: readings, by: name, every: 1mo, zone: Asia/Kolkata, n: count, mean: avg(value)}
                  quarters: {of: readings, every: 3mo, zone: Australia/Lord_Howe, n: count, most: max(value)}
                  years: {of: readings, every: 1y, zone: Asia/Shanghai, n: count, p: "quantile(value, 0.5)"}
                """.formatted(name);
        if (!(LabFile.parse(name, Path.of("."), yaml) instanceof LabFile.Valid(Lab lab))) {
            throw new IllegalStateException(yaml);
        }
        fixture = new LabFixture(lab);
        database.get().prepare(lab);
    }

    @ParameterizedTest
    @CsvSource({
        "days,     day,     Europe/Berlin",
        "weeks,    week,    America/New_York",
        "months,   month,   Asia/Kolkata",
        "quarters, quarter, Australia/Lord_Howe",
        "years,    year,    Asia/Shanghai"
    })
    void bothLayersFoldThemAlike(String name, String unit, String zone) {
        View view = Objects.requireNonNull(fixture.lab().views().get(name));
        Archiver.archive(fixture, database.get(), 0, EVENTS, STEP);
        assertThat(fixture.rows(database.get(), view)).isEqualTo(truth(view));

        run(name, BatchKind.COMPACT);
        assertThat(fixture.rows(database.get(), view)).isEqualTo(truth(view));
        Archiver.archive(fixture, database.get(), EVENTS, EVENTS + 500, STEP);
        run(name, BatchKind.RECOMPUTE);
        Archiver.archive(fixture, database.get(), EVENTS + 500, EVENTS + 600, STEP);

        assertThat(fixture.rows(database.get(), view)).isEqualTo(truth(view));
        assertThat(run(name, BatchKind.VERIFY).result().differing()).isZero();
        assertThat(Sql.query(database.settings(), differing(view, unit, zone))).isEqualTo("0");
    }

    /** How many windows have another count than the archive's events of the zone's unit. */
    private String differing(View view, String unit, String zone) {
        return """
                with counted as (
                    select date_trunc('%s', at, '%s') as start, count(*)::numeric as n from %3$s.readings group by 1),
                shown as (select window_start as start, sum(n)::numeric as n from %3$s.%4$s group by 1)
                select count(*) from counted full join shown using (start) where counted.n is distinct from shown.n\
                """.formatted(unit, zone, fixture.lab().name(), view.name());
    }

    private BatchRun run(String view, BatchKind kind) {
        BatchRunner runner = new BatchRunner(
                database.get().batches(),
                database.get().archive(),
                BatchSettings.of("test"),
                new SimpleMeterRegistry());
        View declared = Objects.requireNonNull(fixture.lab().views().get(view));
        BatchRun run = runner.run(fixture.lab(), declared, kind).orElseThrow();
        assertThat(run.state()).isEqualTo(BatchRun.State.DONE);
        return run;
    }

    private Map<String, String> truth(View view) {
        return fixture.folded(
                view,
                LabFixture.events(LabFixture.archive(database.get(), fixture.stream("readings"))
                        .values()));
    }
}
