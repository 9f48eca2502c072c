package datalab.bench;

import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.AwaitNoLag;
import datalab.bench.load.MeasuredDataLab;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.testkit.DataLabProcess;
import datalab.testkit.python.PythonTables;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.postgresql.PGConnection;

/**
 * What people ask of long histories: 50 sensors, a reading a minute. Exports of all readings beside {@code COPY} of the same rows
 * and DuckDB's Parquet writer; months of all of it beside the same in SQL over the archive; what a chart asks for a year and
 * for an hour; and all readings in a pandas DataFrame. {@code -Dbench.days} says how long the history is.
 */
final class YearOfMinutes {
    private static final int RUNS = 3;
    private static final int SENSORS = 50;
    private static final int DAYS = Integer.getInteger("bench.days", 30);
    private static final int MINUTES = DAYS * 24 * 60;
    private static final int MINUTES_A_REQUEST = 400;
    private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant END = FIRST.plus(Duration.ofDays(DAYS));
    private static final int ROWS_MAX = 10_000;
    private static final String LAB = MeasuredDataLab.LAB
            + "  per_day:    {of: readings, by: [name], every: 1d, n: count, mean: avg(value), low: min(value),"
            + " high: max(value)}\n";
    private static final String COLUMNS = "name, value, timestamp";
    private static final String MONTHS = """
            select name, date_trunc('month', timestamp, 'UTC'), count(*), avg(value), min(value), max(value)
            from bench.readings group by 1, 2 order by 2, 1""";
    private static final String TO_PARQUET = """
            import sys, time, duckdb
            begin = time.perf_counter()
            rows = duckdb.sql(f"copy (from read_csv('{sys.argv[1]}')) to '{sys.argv[2]}' (format parquet)")
            print(time.perf_counter() - begin)""";
    private static final String TO_PANDAS = """
            import sys, time, urllib.request, pandas, io
            begin = time.perf_counter()
            rows = pandas.read_parquet(io.BytesIO(urllib.request.urlopen(sys.argv[1]).read()))
            print(time.perf_counter() - begin, len(rows))""";

    private final DataLabProcess datalab;
    private final PostgresSettings postgres;
    private final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    private int asked;

    private YearOfMinutes(DataLabProcess datalab, PostgresSettings postgres, Path folder) {
        this.datalab = datalab;
        this.postgres = postgres;
        this.folder = folder;
    }

    static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-year");
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), DataLabProcess.freePort(), false);
                EmbeddedPostgres postgres = new EmbeddedPostgres(
                        folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort())) {
            kafka.start();
            postgres.start();
            try (MeasuredDataLab subject =
                    MeasuredDataLab.startSharing(repository, kafka.bootstrap(), postgres.settings(), LAB)) {
                new YearOfMinutes(subject.datalab, postgres.settings(), folder).measure();
            }
        }
        MeasuredDataLab.delete(folder);
    }

    private void measure() throws Exception {
        fill();
        String events = "%,d events".formatted(SENSORS * MINUTES);
        AlternatingRuns.rates(
                events + " as CSV",
                RUNS,
                "rows/s",
                () -> export("csv", folder.resolve("rows.csv")),
                "COPY … TO STDOUT",
                this::copy);
        AlternatingRuns.rates(
                events + " as Parquet",
                RUNS,
                "rows/s",
                () -> export("parquet", folder.resolve("rows.parquet")),
                "DuckDB from that CSV",
                this::duckDb);
        AlternatingRuns.rates(
                "months of each sensor from the view of minutes",
                RUNS,
                "answers/s",
                () -> answers("/labs/bench/views/per_minute?every=1mo"),
                "SQL over the archive",
                this::months);
        AlternatingRuns.rates(
                "days of all of it, as a chart asks",
                RUNS,
                "answers/s",
                () -> answers("/labs/bench/views/per_minute?every=1d"),
                "minutes of the last hour",
                () -> answers("/labs/bench/views/per_minute?from=" + END.minusSeconds(3600)));
        String url = datalab.url("/labs/bench/streams/readings/export?format=parquet")
                .toString();
        System.out.printf("  %s into pandas: seconds and rows %s%n", events, python(TO_PANDAS, url));
    }

    private void fill() throws IOException {
        long begin = System.nanoTime();
        for (int from = 0; from < MINUTES; from += MINUTES_A_REQUEST) {
            int status = datalab.post(
                            MeasuredDataLab.STREAM,
                            "application/x-ndjson",
                            readings(from, Math.min(MINUTES, from + MINUTES_A_REQUEST)))
                    .statusCode();
            if (status != 200) {
                throw new IOException("answered " + status);
            }
        }
        AwaitNoLag.await(datalab, "bench");
        System.out.printf(
                "  %,d readings of %d sensors over %d days, kept after %.0f s%n",
                SENSORS * MINUTES, SENSORS, DAYS, (System.nanoTime() - begin) / 1e9);
    }

    private static String readings(int from, int to) {
        StringBuilder lines = new StringBuilder();
        for (int minute = from; minute < to; minute++) {
            String time = FIRST.plus(Duration.ofMinutes(minute)).toString();
            for (int sensor = 0; sensor < SENSORS; sensor++) {
                double value = 15 + sensor % 7 + 5 * Math.sin(minute * 2 * Math.PI / 1440) + minute * 31 % 17 / 10.0;
                lines.append("{\"name\":\"sensor%s\",\"value\":%s,\"timestamp\":\"%s\"}\n"
                        .formatted(sensor, String.format(Locale.ROOT, "%.2f", value), time));
            }
        }
        return lines.toString();
    }

    private double export(String format, Path into) throws IOException, InterruptedException {
        return rows(() -> {
            URI uri = datalab.url("/labs/bench/streams/readings/export?fields=name,value,timestamp&format=" + format);
            HttpResponse<Path> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofFile(into));
            if (answer.statusCode() != 200) {
                throw new IOException("answered " + answer.statusCode());
            }
        });
    }

    private double copy() throws IOException, InterruptedException {
        return rows(() -> {
            try (Connection connection =
                            DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                    OutputStream out = Files.newOutputStream(folder.resolve("copied.csv"))) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("copy (select " + COLUMNS + " from bench.readings) to stdout (format csv)", out);
            } catch (SQLException e) {
                throw new IOException(e);
            }
        });
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static double rows(Work work) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        work.run();
        return SENSORS * MINUTES / ((System.nanoTime() - begin) / 1e9);
    }

    private double duckDb() throws IOException, InterruptedException {
        String seconds = python(
                TO_PARQUET,
                folder.resolve("rows.csv").toString(),
                folder.resolve("duckdb.parquet").toString());
        return SENSORS * MINUTES / Double.parseDouble(seconds);
    }

    /** Each is another question, so that none is answered from the cache. */
    private double answers(String path) throws IOException, InterruptedException {
        asked++;
        String sign = path.contains("?") ? "&" : "?";
        HttpRequest request = HttpRequest.newBuilder(datalab.url(path + sign + "limit=" + (ROWS_MAX - asked)))
                .build();
        long begin = System.nanoTime();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.body());
        }
        return 1e9 / (System.nanoTime() - begin);
    }

    private double months() throws SQLException {
        long begin = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(MONTHS)) {
            while (rows.next()) {
                rows.getString(1);
            }
        }
        return 1e9 / (System.nanoTime() - begin);
    }

    private String python(String script, String... arguments) throws IOException, InterruptedException {
        return PythonTables.run(Files.writeString(folder.resolve("script.py"), script), arguments)
                .strip();
    }
}
