package datalab.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import datalab.bench.load.MeasuredDataLab;
import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.log.Headers;
import datalab.log.KafkaLog;
import datalab.log.NewRecord;
import datalab.log.Topics;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.process.batch.BatchRunner;
import datalab.process.batch.BatchSettings;
import datalab.process.speed.SpeedLayer;
import datalab.process.speed.SpeedSettings;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.ledger.Progress;
import datalab.store.postgres.PostgresStore;
import datalab.store.view.ViewQuery;
import datalab.testkit.DataLabProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * How fast locations go through a view of encounters: 1,000 people walk about in a square and say where they are every 10 s. From
 * the start of the speed layer on a full log until the last location is archived, and until all have been taken for the view; and
 * a recompute of it. In a wide square and in a crowd.
 */
final class Encounters {
    private static final int RUNS = 3;
    private static final int PEOPLE = 1_000;
    private static final int EVENTS = 60_000;
    private static final int PARTITIONS = 4;
    private static final double METRES_A_DEGREE = 111_000;
    private static final double STEP_METRES = 5;
    private static final Instant FIRST = Instant.parse("2026-05-14T09:00:00Z");
    private static final String TOPIC = "bench.locations";
    private static final Lab LAB = MeasuredDataLab.lab("""
            lab: bench
            streams:
              locations:
                key: person_id
                time: at
                fields: {person_id: integer, latitude: number, longitude: number}
                position: [latitude, longitude]
            views:
              encounters: {of: locations, who: person_id, meet: {distance: 5, within: 10m}}
            """);
    private static final View VIEW = LAB.views().values().iterator().next();

    /** Locations a second, and how many contacts they came to. */
    private record Result(double archived, double taken, double recomputed, Object contacts) {}

    private Encounters() {}

    static void run() throws Exception {
        for (int side : List.of(2_000, 400)) {
            Path folder = Files.createTempDirectory("datalab-bench-meet");
            try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), DataLabProcess.freePort(), false);
                    EmbeddedPostgres postgres = new EmbeddedPostgres(
                            folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort())) {
                kafka.start();
                postgres.start();
                fill(kafka, side);
                measure(kafka, postgres.settings()); // warm
                Result[] results = new Result[RUNS];
                for (int run = 0; run < RUNS; run++) {
                    results[run] = measure(kafka, postgres.settings());
                }
                tell(side, results);
            }
            MeasuredDataLab.delete(folder);
        }
    }

    private static void tell(int side, Result[] results) {
        double[] archived = new double[RUNS];
        double[] taken = new double[RUNS];
        double[] recomputed = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            archived[run] = results[run].archived;
            taken[run] = results[run].taken;
            recomputed[run] = results[run].recomputed;
        }
        System.out.printf(
                "  %,d people in %,d m: archived %,.0f/s, through the view %,.0f/s, recomputed %,.0f/s"
                        + " (%,d locations, %,d contacts, medians of %d)%n",
                PEOPLE,
                side,
                MeasuredDataLab.median(archived),
                MeasuredDataLab.median(taken),
                MeasuredDataLab.median(recomputed),
                EVENTS,
                (Long) results[0].contacts,
                RUNS);
    }

    private static Result measure(EmbeddedKafka kafka, PostgresSettings settings) {
        forget(settings);
        try (PostgresStore store = new PostgresStore(settings)) {
            store.start();
            store.prepare(LAB);
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            SpeedSettings reading = SpeedSettings.of(kafka.bootstrap(), "bench", "");
            long begin = System.nanoTime();
            double archived;
            double taken;
            try (SpeedLayer speed = new SpeedLayer(reading, List.of(LAB), store, meters, Clock.systemUTC())) {
                speed.start();
                archived = perSecond(
                        begin,
                        () -> store.ledger()
                                .progress(LAB.streams().values().iterator().next()));
                taken = perSecond(begin, () -> store.ledger().progress(LAB.streamOf(VIEW)));
            }
            long again = System.nanoTime();
            BatchRunner batches = new BatchRunner(
                    store.batches(), store.archive(), new BatchSettings("bench", Duration.ofMinutes(1)), meters);
            BatchRun run = batches.run(LAB, VIEW, BatchKind.RECOMPUTE).orElseThrow();
            if (run.state() != BatchRun.State.DONE) {
                throw new IllegalStateException("not recomputed: " + run);
            }
            double recomputed = EVENTS / ((System.nanoTime() - again) / 1e9);
            return new Result(archived, taken, recomputed, contacts(store));
        }
    }

    /** The progress of a stream, asked anew each time. */
    private interface Asked {
        List<Progress> now();
    }

    private static double perSecond(long begin, Asked progress) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        progress.now().stream().mapToLong(Progress::nextOffset).sum() >= EVENTS);
        return EVENTS / ((System.nanoTime() - begin) / 1e9);
    }

    private static Object contacts(PostgresStore store) {
        ViewFold fold = new ViewFold(VIEW, LAB.streamOf(VIEW));
        ViewQuery all = new ViewQuery(fold, null, null, Map.of(), false, null, 1);
        Object contacts = fold.present(store.views().total(all)).get(3);
        return contacts == null ? 0L : contacts;
    }

    private static void fill(EmbeddedKafka kafka, double side) throws IOException, InterruptedException {
        CountDownLatch kept = new CountDownLatch(EVENTS);
        Random chance = new Random(1);
        double[][] at = new double[PEOPLE][];
        for (int person = 0; person < PEOPLE; person++) {
            at[person] = new double[] {chance.nextDouble() * side, chance.nextDouble() * side};
        }
        try (KafkaLog log = new KafkaLog(kafka.bootstrap())) {
            log.start();
            log.ensureTopic(TOPIC, PARTITIONS);
            log.ensureTopic(Topics.REJECTS, PARTITIONS);
            for (int i = 0; i < EVENTS; i++) {
                int person = i % PEOPLE;
                for (int axis = 0; axis < 2; axis++) {
                    double step = at[person][axis] + chance.nextGaussian() * STEP_METRES;
                    at[person][axis] = Math.clamp(step, 0, side);
                }
                log.append(
                        new NewRecord(
                                TOPIC,
                                "" + person,
                                json(i, person, at[person]).getBytes(US_ASCII),
                                Instant.now(),
                                Map.of(Headers.ID, "e" + i, Headers.SOURCE, "bench")),
                        result -> kept.countDown());
            }
            if (!kept.await(2, TimeUnit.MINUTES)) {
                throw new IOException("the log did not take all events");
            }
        }
    }

    private static String json(int i, int person, double[] at) {
        return "{\"person_id\":" + person + ",\"latitude\":" + at[0] / METRES_A_DEGREE + ",\"longitude\":"
                + at[1] / METRES_A_DEGREE + ",\"at\":\"" + FIRST.plusMillis(i * 10L) + "\"}";
    }

    private static void forget(PostgresSettings settings) {
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema if exists bench cascade");
            statement.execute("drop schema if exists datalab cascade");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot empty the store", e);
        }
    }
}
