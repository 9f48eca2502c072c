package datalab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.bench.load.MeasuredDataLab;
import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
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
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * What it costs to compact one more day of Beijing's measurements after 1, 10, 100 and 1,000 days of history, and to
 * recompute that history. A day is 288 rows of 12 stations, in a view by station and hour.
 */
final class BatchCost {
    private static final int RUNS = 5;
    private static final int[] DAYS = {1, 10, 100, 1_000};
    private static final int PARTITION = 0;

    private BatchCost() {}

    /** One measurement of a day, at so many hours from its beginning. */
    private record Row(String station, Double value, Duration time) {}

    static void run(Path repository) throws Exception {
        List<Row> day = firstDay(repository.resolve("labs/air-quality/data/beijing-2014-01.csv.gz"));
        Path folder = Files.createTempDirectory("datalab-bench-batch");
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(
                folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort())) {
            postgres.start();
            try (PostgresStore store = new PostgresStore(postgres.settings())) {
                store.start();
                new BatchCost.History(store, day, 0).measure(10); // warm
                for (int days : DAYS) {
                    System.out.println("  " + new BatchCost.History(store, day, days).measure(days));
                }
            }
        }
        MeasuredDataLab.delete(folder);
    }

    /** One lab that fills with days. */
    private static final class History {
        private final Store store;
        private final List<Row> day;
        private final Lab lab;
        private final EventStream stream;
        private final View view;
        private final ViewFold fold;
        private int days;
        private long offset;

        History(Store store, List<Row> day, int number) {
            this.store = store;
            this.day = day;
            this.lab = MeasuredDataLab.lab(yaml(number));
            this.stream = lab.streams().values().iterator().next();
            this.view = lab.views().values().iterator().next();
            this.fold = new ViewFold(view, stream);
            store.prepare(lab);
        }

        private static String yaml(int number) {
            return """
                    lab: bench%d
                    title: Measurements to measure with
                    streams:
                      measurements:
                        key: id_entity
                        time: time_instant
                        fields:
                          id_entity: {type: string, required: true, max: 50}
                          pm2_5: {type: number, unit: µg/m³}
                    views:
                      hourly: {of: measurements, by: [id_entity], every: 1h, n: count, mean: avg(pm2_5), high: max(pm2_5)}
                    """.formatted(number);
        }

        String measure(int history) {
            for (int i = 0; i < history; i++) {
                add();
            }
            batch(BatchKind.COMPACT);
            double[] compact = new double[RUNS];
            for (int run = 0; run < RUNS; run++) {
                add();
                compact[run] = batch(BatchKind.COMPACT);
            }
            double[] recompute = new double[RUNS];
            for (int run = 0; run < RUNS; run++) {
                recompute[run] = offset / batch(BatchKind.RECOMPUTE) * 1e3;
            }
            return "%,5d days of history: one more day is compacted in %.1f ms; recompute %,.0f events/s (medians of %d)"
                    .formatted(history, MeasuredDataLab.median(compact), MeasuredDataLab.median(recompute), RUNS);
        }

        private void add() {
            Progress progress = store.ledger().progress(stream, PARTITION);
            Instant begin = Instant.parse("2014-01-01T00:00:00Z").plus(Duration.ofDays(days++));
            List<ArchivedEvent> events = new ArrayList<>();
            for (Row row : day) {
                Coordinate at = new Coordinate(PARTITION, offset++);
                events.add(StoreLab.event(stream, at, begin.plus(row.time), row.station, row.value));
            }
            store.ledger()
                    .commit(CommitBuilder.of(stream, PARTITION, progress.nextOffset(), offset)
                            .epoch(progress.epoch())
                            .events(events)
                            .folded(fold)
                            .commit());
        }

        /** How many milliseconds it took, from its claim to its end. */
        private double batch(BatchKind kind) {
            long begin = System.nanoTime();
            BatchRun run = new BatchRunner(
                            store.batches(), store.archive(), BatchSettings.of("bench"), new SimpleMeterRegistry())
                    .run(lab, view, kind)
                    .orElseThrow();
            double millis = (System.nanoTime() - begin) / 1e6;
            if (run.state() != BatchRun.State.DONE) {
                throw new IllegalStateException("the batch failed: " + run.error());
            }
            return millis;
        }
    }

    private static List<Row> firstDay(Path file) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            List<String> header = List.of(lines.readLine().split(","));
            int station = header.indexOf("id_entity");
            int value = header.indexOf("pm2_5");
            int time = header.indexOf("time_instant");
            Instant first = null;
            List<Row> day = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                Instant at = Instant.parse(cells[time]);
                first = first == null ? at : first;
                Duration since = Duration.between(first, at);
                if (since.toDays() == 0 && !cells[value].isEmpty() && !cells[value].equals("NA")) {
                    day.add(new Row(cells[station], Double.valueOf(cells[value]), since));
                }
            }
            return day;
        }
    }
}
