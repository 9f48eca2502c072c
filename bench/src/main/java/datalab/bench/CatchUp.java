package datalab.bench;

import datalab.lab.Lab;
import datalab.log.embedded.EmbeddedKafka;
import datalab.process.speed.SpeedLayer;
import datalab.process.speed.SpeedSettings;
import datalab.store.Progress;
import datalab.store.Store;
import datalab.store.postgres.PostgresSettings;
import datalab.store.postgres.PostgresStore;
import datalab.store.postgres.embedded.EmbeddedPostgres;
import datalab.testkit.DataLabProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * How fast the speed layer works off a full log, from its start until the last event is committed: with the archive and three
 * views, and with the views alone (the archive's rows are dropped on the way to the store). Broker and server run beside it.
 */
final class CatchUp {
    private static final int RUNS = 3;
    private static final int EVENTS = 1_000_000;

    private CatchUp() {}

    static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-catch-up");
        int port = DataLabProcess.freePort();
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), DataLabProcess.freePort(), false);
                EmbeddedPostgres postgres =
                        new EmbeddedPostgres(folder.resolve("postgres"), folder.resolve("programs"), port)) {
            kafka.start();
            postgres.start();
            Readings.fill(kafka, EVENTS);
            double[] both = new double[RUNS];
            double[] views = new double[RUNS];
            measure(kafka, postgres.settings(), false); // warm
            for (int run = 0; run < RUNS; run++) {
                both[run] = measure(kafka, postgres.settings(), false);
                views[run] = measure(kafka, postgres.settings(), true);
            }
            System.out.printf(
                    "  archive and three views %,.0f events/s, views alone %,.0f events/s (%,d events, medians of %d)%n",
                    Subject.median(both), Subject.median(views), EVENTS, RUNS);
        }
        Subject.delete(folder);
    }

    private static double measure(EmbeddedKafka kafka, PostgresSettings settings, boolean viewsOnly) {
        Lab lab = Subject.lab(Subject.LAB);
        forget(settings);
        try (PostgresStore postgres = new PostgresStore(settings)) {
            postgres.start();
            postgres.prepare(lab);
            Store store = viewsOnly ? WithoutArchive.over(postgres) : postgres;
            SpeedSettings reading = SpeedSettings.of(kafka.bootstrap(), "bench", "");
            long begin = System.nanoTime();
            try (SpeedLayer speed =
                    new SpeedLayer(reading, List.of(lab), store, new SimpleMeterRegistry(), Clock.systemUTC())) {
                speed.start();
                Awaitility.await()
                        .atMost(Duration.ofMinutes(5))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> processed(postgres, lab) >= EVENTS);
                return EVENTS / ((System.nanoTime() - begin) / 1e9);
            }
        }
    }

    private static long processed(Store store, Lab lab) {
        return store.progress(lab.streams().values().iterator().next()).stream()
                .mapToLong(Progress::nextOffset)
                .sum();
    }

    /** Back to an empty store, so that the log is worked off anew. */
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
