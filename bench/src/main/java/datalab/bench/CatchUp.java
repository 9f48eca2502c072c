package datalab.bench;

import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.MeasuredDataLab;
import datalab.lab.Lab;
import datalab.postgres.PostgresSettings;
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
import java.util.Map;
import java.util.function.UnaryOperator;
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
    private static final int EVENTS_OF_ALERTS = 200_000;
    private static final Lab LAB = MeasuredDataLab.lab(MeasuredDataLab.LAB);

    private CatchUp() {}

    static void run(Path repository) throws Exception {
        Path rows = Files.createTempFile("datalab-bench-catch-up", ".rows");
        try (FullLog log = FullLog.of(EVENTS)) {
            AlternatingRuns.rates(
                    "%,d events from the log into the archive and three views".formatted(EVENTS),
                    RUNS,
                    "events/s",
                    () -> withArchive(log),
                    "COPY of the same rows with the archive's indexes",
                    () -> copy(log.postgres(), rows));
            AlternatingRuns.rates(
                    "the views alone",
                    RUNS,
                    "events/s",
                    () -> log.perSecond(LAB, Map.of(), WithoutArchive::over),
                    "archive and views",
                    () -> withArchive(log));
        }
        Files.delete(rows);
    }

    /** The same with an alert that has followed all events by then; it finds thousands of episodes, too old to be told. */
    static void alerts(Path repository) throws Exception {
        try (FullLog log = FullLog.of(EVENTS_OF_ALERTS)) {
            beside(log, "hot: {of: readings, when: value > 90.0, for: 1s}", "an alert over events with for");
            beside(log, "hot: {of: per_minute, when: mean > 50.0}", "an alert over windows of a minute");
        }
    }

    private static void beside(FullLog log, String alert, String what) throws Exception {
        Lab alerted = MeasuredDataLab.lab(MeasuredDataLab.LAB + "alerts:\n  " + alert + "\n");
        AlternatingRuns.rates(
                "%,d events in the archive, in three views and followed by %s".formatted(EVENTS_OF_ALERTS, what),
                RUNS,
                "events/s",
                () -> log.perSecond(alerted, Map.of(), UnaryOperator.identity()),
                "the same lab without alerts",
                () -> withArchive(log));
    }

    private static double withArchive(FullLog log) {
        return log.perSecond(LAB, Map.of(), UnaryOperator.identity());
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
}
