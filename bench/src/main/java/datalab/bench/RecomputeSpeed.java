package datalab.bench;

import datalab.lab.Coordinate;
import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.process.batch.BatchRunner;
import datalab.process.batch.BatchSettings;
import datalab.store.ArchivedEvent;
import datalab.store.BatchKind;
import datalab.store.BatchRun;
import datalab.store.Progress;
import datalab.store.Store;
import datalab.store.postgres.PostgresStore;
import datalab.store.postgres.embedded.EmbeddedPostgres;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Step;
import datalab.testkit.StoreLab;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** How fast a view is recomputed from its archive where it has far fewer rows than there are events, and as many. */
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
    private final Lab lab = Subject.lab(LAB);

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
                new RecomputeSpeed(store).measure();
            }
        }
        Subject.delete(folder);
    }

    private void measure() {
        store.prepare(lab);
        archive();
        lab.views().values().forEach(this::perSecond); // warm
        TreeMap<String, double[]> perSecond = new TreeMap<>();
        for (int run = 0; run < RUNS; run++) {
            for (View view : lab.views().values()) {
                perSecond.computeIfAbsent(view.name(), name -> new double[RUNS])[run] = perSecond(view);
            }
        }
        perSecond.forEach((view, rates) -> System.out.printf(
                "  %-6s of %,d events: %,.0f events/s (median of %d)%n", view, EVENTS, Subject.median(rates), RUNS));
    }

    private void archive() {
        EventStream stream = Objects.requireNonNull(lab.streams().get("readings"));
        Progress progress = store.progress(stream, PARTITION);
        for (int from = 0; from < EVENTS; from += COMMIT_EVENTS) {
            List<ArchivedEvent> events = new ArrayList<>(COMMIT_EVENTS);
            for (int i = from; i < from + COMMIT_EVENTS; i++) {
                events.add(reading(stream, i));
            }
            store.commit(Step.of(stream, PARTITION, from, from + COMMIT_EVENTS)
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
        BatchRun run = new BatchRunner(store, BatchSettings.of("bench"), new SimpleMeterRegistry())
                .run(lab, view, BatchKind.RECOMPUTE)
                .orElseThrow();
        if (run.state() != BatchRun.State.DONE) {
            throw new IllegalStateException("the batch failed: " + run.error());
        }
        return EVENTS / ((System.nanoTime() - begin) / 1e9);
    }
}
