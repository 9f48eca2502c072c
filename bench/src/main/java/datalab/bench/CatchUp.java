package datalab.bench;

import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.MeasuredDataLab;
import datalab.bench.load.Readings;
import datalab.lab.Lab;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.process.speed.SpeedLayer;
import datalab.process.speed.SpeedSettings;
import datalab.store.Store;
import datalab.store.ledger.Progress;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.DataLabProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * How fast the speed layer works off a full log, from its start until the last event is committed: with the archive and three
 * views, beside COPY of the same rows; and with the views alone (the archive's rows are dropped on the way to the store). Broker
 * and server run beside it.
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
            AlternatingRuns.rates(
                    "%,d events from the log into the archive and three views".formatted(EVENTS),
                    RUNS,
                    "events/s",
                    () -> measure(kafka, postgres.settings(), false),
                    "COPY of the same rows with the archive's indexes",
                    () -> copy(postgres.settings(), folder.resolve("rows")));
            AlternatingRuns.rates(
                    "the views alone",
                    RUNS,
                    "events/s",
                    () -> measure(kafka, postgres.settings(), true),
                    "archive and views",
                    () -> measure(kafka, postgres.settings(), false));
        }
        MeasuredDataLab.delete(folder);
    }

    private static double measure(EmbeddedKafka kafka, PostgresSettings settings, boolean viewsOnly) {
        Lab lab = MeasuredDataLab.lab(MeasuredDataLab.LAB);
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

    /** The rows that are in the archive now, into a table like it. */
    private static double copy(PostgresSettings settings, Path file) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            String table = text(statement, """
                    select relid::regclass::text from pg_stat_user_tables
                    where schemaname = 'bench' order by pg_table_size(relid) desc limit 1
                    """);
            String columns = text(statement, """
                    select string_agg(quote_ident(attname), ', ') from pg_attribute
                    where attrelid = '%s'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
                    """.formatted(table));
            CopyManager copying = connection.unwrap(PGConnection.class).getCopyAPI();
            try (OutputStream out = Files.newOutputStream(file)) {
                copying.copyOut("copy %s (%s) to stdout (format binary)".formatted(table, columns), out);
            }
            statement.execute("create schema copied");
            statement.execute("create table copied.rows (like %s including all)".formatted(table));
            long begin = System.nanoTime();
            long rows;
            try (InputStream in = Files.newInputStream(file)) {
                rows = copying.copyIn("copy copied.rows (%s) from stdin (format binary)".formatted(columns), in);
            }
            double perSecond = rows / ((System.nanoTime() - begin) / 1e9);
            statement.execute("drop schema copied cascade");
            return perSecond;
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static long processed(Store store, Lab lab) {
        return store.ledger().progress(lab.streams().values().iterator().next()).stream()
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
