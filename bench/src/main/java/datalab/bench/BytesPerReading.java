package datalab.bench;

import datalab.bench.load.AwaitNoLag;
import datalab.bench.load.MeasuredDataLab;
import datalab.bench.load.TableBytes;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.testkit.DataLabProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What one more reading of the sensors lab takes on the disk, beside its raw JSON: readings of 50 sensors, one a second each,
 * that pass all quality tests. Many at once show what tables keep; then some at the pace of the sensors themselves, which
 * shows what each small commit writes to PostgreSQL's log of changes and what each small batch takes in Kafka.
 */
final class BytesPerReading {
    private static final int EVENTS = 100_000;
    private static final int EVENTS_A_REQUEST = 10_000;
    private static final int SENSORS = 50;
    private static final int LIVE_EVENTS = 3_000;
    private static final Duration LIVE_EVERY = Duration.ofSeconds(1).dividedBy(SENSORS);
    private static final double EVENTS_A_YEAR = SENSORS * 365.25 * 86_400;
    private static final double KAFKA_DAYS = 7;
    private static final double GB = 1e9;

    private final DataLabProcess datalab;
    private final Path kafkaFolder;
    private final Instant first = Instant.now().minusSeconds((EVENTS + LIVE_EVENTS) / SENSORS);

    private BytesPerReading(DataLabProcess datalab, Path kafkaFolder) {
        this.datalab = datalab;
        this.kafkaFolder = kafkaFolder;
    }

    static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-bytes");
        Path kafkaFolder = folder.resolve("kafka");
        try (EmbeddedKafka kafka = new EmbeddedKafka(kafkaFolder, DataLabProcess.freePort(), false);
                EmbeddedPostgres postgres = new EmbeddedPostgres(
                        folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort())) {
            kafka.start();
            postgres.start();
            try (MeasuredDataLab subject =
                            MeasuredDataLab.startSensors(repository, kafka.bootstrap(), postgres.settings());
                    TableBytes tables = new TableBytes(postgres.settings())) {
                new BytesPerReading(subject.datalab, kafkaFolder).measure(tables);
            }
        }
        MeasuredDataLab.delete(folder);
    }

    private void measure(TableBytes tables) throws IOException {
        long before = tables.all();
        long changesBefore = tables.changes();
        long logBefore = logBytes();
        for (int from = 0; from < EVENTS; from += EVENTS_A_REQUEST) {
            post("application/x-ndjson", readings(from, from + EVENTS_A_REQUEST));
        }
        AwaitNoLag.await(datalab, "sensors");
        double json = readings(0, EVENTS).length() / (double) EVENTS - 1;
        double kept = (tables.all() - before) / (double) EVENTS;
        System.out.printf("  %,d readings of %.0f bytes of JSON, many at once; bytes a reading:%n", EVENTS, json);
        System.out.printf("  PostgreSQL %.2f × the JSON: %.0f bytes, of them%n", kept / json, kept);
        tables.print(EVENTS);
        print("PostgreSQL's log of changes", (tables.changes() - changesBefore) / (double) EVENTS, json);
        print("Kafka", (logBytes() - logBefore) / (double) EVENTS, json);
        double live = live(tables, json);
        System.out.printf(
                "  a year of %d sensors at 1 Hz: %.0f GB in PostgreSQL; %.1f GB in Kafka, which keeps %.0f days%n",
                SENSORS, kept * EVENTS_A_YEAR / GB, live * EVENTS_A_YEAR / 365.25 * KAFKA_DAYS / GB, KAFKA_DAYS);
    }

    /** One by one, as they come from sensors. Answers the bytes of one in Kafka. */
    private double live(TableBytes tables, double json) throws IOException {
        long changesBefore = tables.changes();
        long logBefore = logBytes();
        long due = System.nanoTime();
        for (int i = EVENTS; i < EVENTS + LIVE_EVENTS; i++) {
            post("application/json", readings(i, i + 1));
            due += LIVE_EVERY.toNanos();
            LockSupport.parkNanos(due - System.nanoTime());
        }
        AwaitNoLag.await(datalab, "sensors");
        System.out.printf("  %,d more, one by one at %d a second; bytes a reading:%n", LIVE_EVENTS, SENSORS);
        print("PostgreSQL's log of changes", (tables.changes() - changesBefore) / (double) LIVE_EVENTS, json);
        double log = (logBytes() - logBefore) / (double) LIVE_EVENTS;
        print("Kafka", log, json);
        return log;
    }

    private static void print(String what, double bytes, double json) {
        System.out.printf("  %s %.2f × the JSON: %.0f bytes%n", what, bytes / json, bytes);
    }

    private void post(String type, String body) throws IOException {
        int status = datalab.post("/labs/sensors/streams/readings", type, body).statusCode();
        if (status != 200 && status != 201) {
            throw new IOException("answered " + status);
        }
    }

    /** Temperatures of a day that go up and down with a little noise, and pass every test of quality. */
    private String readings(int from, int until) {
        StringBuilder lines = new StringBuilder((until - from) * 90);
        for (int i = from; i < until; i++) {
            int second = i / SENSORS;
            double value = 18 + 4 * Math.sin(second / 13_751.0) + Math.floorMod(i * 0x9E3779B9, 5) / 100.0;
            lines.append("{\"name\":\"sensor")
                    .append(i % SENSORS)
                    .append("\",\"value\":")
                    .append(String.format(Locale.ROOT, "%.2f", value))
                    .append(",\"timestamp\":\"")
                    .append(first.plusSeconds(second).plusMillis(i % SENSORS * LIVE_EVERY.toMillis()))
                    .append("\"}\n");
        }
        return lines.toString();
    }

    /** The records of the lab's topics, without the indexes that Kafka makes at their full size at once. */
    private long logBytes() throws IOException {
        try (Stream<Path> files = Files.walk(kafkaFolder)) {
            return files.map(Path::toFile)
                    .filter(file -> file.getPath().contains("sensors.")
                            && file.getName().endsWith(".log"))
                    .mapToLong(File::length)
                    .sum();
        }
    }
}
