package datalab.bench;

import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.MeasuredDataLab;
import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.process.batch.BatchRunner;
import datalab.process.batch.BatchSettings;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.ledger.Progress;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How fast a view is recomputed from its archive where it has as many rows as there are events, and far fewer; beside the same
 * in SQL.
 */
final class RecomputeSpeed {
    private static final int RUNS = 3;
    private static final int EVENTS = 500_000;
    private static final int SENSORS = 50;
    private static final int COMMIT_EVENTS = 50_000;
    private static final int PARTITION = 0;
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LAB = """
            lab: recompute
            title: Readings to measure with
            streams:
              readings:
                key: name
                time: timestamp
                fields:
                  id:      {type: string, required: true, max: 100}
                  name:    {type: string, required: true, max: 100}
                  value:   {type: number, unit: "°C"}
                  count:   {type: integer}
                  comment: {type: string, max: 200}
            views:
              hourly: {of: readings, by: [name], every: 1h, n: count, mean: avg(value), low: min(value), high: max(value)}
              by_id:  {of: readings, by: [id], n: count, mean: avg(value), low: min(value), high: max(value)}
            """;

    private final Store store;
    private final Lab lab = MeasuredDataLab.lab(LAB);

    private RecomputeSpeed(Store store) {
        this.store = store;
    }

    static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-recompute");
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(
                folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort())) {
            postgres.start();
            try (PostgresStore store = new PostgresStore(postgres.settings())) {
                store.start();
                new RecomputeSpeed(store).measure(postgres.settings());
            }
        }
        MeasuredDataLab.delete(folder);
    }

    private void measure(PostgresSettings postgres) throws Exception {
        store.prepare(lab);
        archive();
        AlternatingRuns.rates(
                "%,d events into a row each".formatted(EVENTS),
                RUNS,
                "events/s",
                () -> perSecond(view("by_id")),
                "insert … select",
                () -> insertSelect(postgres, "id"));
        AlternatingRuns.rates(
                "%,d events into a row for each sensor and hour".formatted(EVENTS),
                RUNS,
                "events/s",
                () -> perSecond(view("hourly")),
                "insert … select",
                () -> insertSelect(postgres, "name, date_trunc('hour', _time)"));
    }

    private View view(String name) {
        return Objects.requireNonNull(lab.views().get(name));
    }

    /** The same rows as somebody would make them in SQL, in a table with a primary key. */
    private static double insertSelect(PostgresSettings postgres, String key) {
        Sql.execute(postgres, "drop table if exists by_hand");
        Sql.execute(postgres, """
                create table by_hand as select %s, count(*) as n, sum(value) as sum, min(value) as low, max(value) as high
                from recompute.readings group by %s with no data
                """.formatted(key.replace("_time)", "_time) as hour"), key));
        Sql.execute(postgres, "alter table by_hand add primary key (" + key.replaceAll("date_trunc.*", "hour") + ")");
        long begin = System.nanoTime();
        Sql.execute(postgres, """
                insert into by_hand select %1$s, count(*), sum(value), min(value), max(value)
                from recompute.readings group by %1$s
                """.formatted(key));
        return EVENTS / ((System.nanoTime() - begin) / 1e9);
    }

    private void archive() {
        EventStream stream = Objects.requireNonNull(lab.streams().get("readings"));
        Progress progress = store.ledger().progress(stream, PARTITION);
        for (int from = 0; from < EVENTS; from += COMMIT_EVENTS) {
            List<ArchivedEvent> events = new ArrayList<>(COMMIT_EVENTS);
            for (int i = from; i < from + COMMIT_EVENTS; i++) {
                events.add(reading(stream, i));
            }
            store.ledger()
                    .commit(CommitBuilder.of(stream, PARTITION, from, from + COMMIT_EVENTS)
                            .epoch(progress.epoch())
                            .events(events)
                            .commit());
        }
    }

    private static ArchivedEvent reading(EventStream stream, int i) {
        String id = Integer.toHexString(i * 0x9E3779B9); // each once, and in no order
        return StoreLab.event(
                stream,
                new Coordinate(PARTITION, i),
                FIRST.plusMillis(i * 20L),
                id,
                "sensor" + i % SENSORS,
                i % 997 / 10.0,
                (long) i % 7,
                "as it was read from the sensor's own memory");
    }

    private double perSecond(View view) {
        long begin = System.nanoTime();
        BatchRun run = new BatchRunner(
                        store.batches(), store.archive(), BatchSettings.of("bench"), new SimpleMeterRegistry())
                .run(lab, view, BatchKind.RECOMPUTE)
                .orElseThrow();
        if (run.state() != BatchRun.State.DONE) {
            throw new IllegalStateException("the batch failed: " + run.error());
        }
        return EVENTS / ((System.nanoTime() - begin) / 1e9);
    }
}
