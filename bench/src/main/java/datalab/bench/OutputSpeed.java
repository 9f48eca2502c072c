package datalab.bench;

import datalab.bench.load.AwaitNoLag;
import datalab.bench.load.Load;
import datalab.bench.load.MeasuredDataLab;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.testkit.DataLabProcess;
import datalab.testkit.MariaDbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Outputs: rows a second of a table that is written whole, and how far one lags behind beside 5,000 events a second. */
final class OutputSpeed {
    private static final int RUNS = 3;
    private static final int EVENTS = 100_000;
    private static final int CHUNK = 5_000;
    private static final double PER_SECOND = 5_000;
    private static final int CONNECTIONS = 32;
    private static final Pattern LAG = Pattern.compile("\"of\":\"totals\"[^}]*?\"lag\":(\\d+)");
    private static final Pattern WRITTEN =
            Pattern.compile("\"of\":\"by_id\"[^}]*?\"lag\":0,\"whole\":true", Pattern.DOTALL);
    private static final String LAB = """
            lab: bench
            streams:
              readings:
                key: name
                time: timestamp
                fields: {name: {type: string, required: true}, value: number}
                in: {mqtt: ["bench/#"]}
              users:
                key: id
                fields: {id: {type: string, required: true}, value: number}
            views:
              totals: {of: readings, by: [name], n: count, mean: avg(value), out: {to: target, table: totals}}
              by_id: {of: users, by: [id], n: count, mean: avg(value), out: {to: target, table: by_id}}
            """;
    private static final String SETTINGS = """
            servers:
              target: {kind: jdbc, url: "%s", user: "%s", password: "%s"}
            """;

    private OutputSpeed() {}

    static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-outputs");
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(
                folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort())) {
            postgres.start();
            PostgresSettings server = postgres.settings();
            measure(repository, "PostgreSQL", SETTINGS.formatted(server.url(), server.user(), server.password()));
        }
        MeasuredDataLab.delete(folder);
        if (!MariaDbServer.isInstalled()) {
            System.out.println("  MariaDB is not installed");
            return;
        }
        try (MariaDbServer mariadb = MariaDbServer.create()) {
            mariadb.execute("", "create database bench");
            String url = "jdbc:mariadb://127.0.0.1:" + mariadb.port() + "/bench";
            measure(repository, "MariaDB", SETTINGS.formatted(url, MariaDbServer.USER, MariaDbServer.PASSWORD));
        }
    }

    private static void measure(Path repository, String name, String settings) throws Exception {
        try (MeasuredDataLab subject = MeasuredDataLab.start(repository, LAB, settings);
                ExecutorService background = Executors.newSingleThreadExecutor()) {
            DataLabProcess datalab = subject.datalab;
            fill(datalab);
            double[] rates = new double[RUNS];
            for (int run = 0; run < RUNS; run++) {
                rates[run] = EVENTS / wholeRunSeconds(datalab);
            }
            System.out.printf(
                    "  %s: a view of %,d rows written whole %,.0f rows/s%n",
                    name, EVENTS, MeasuredDataLab.median(rates));
            Load.Connector mqtt = SingleEvents.mqtt(datalab.mqttPort);
            Load.run(mqtt, CONNECTIONS, 1, PER_SECOND, Duration.ofSeconds(10)); // warm
            Future<Load.Result> load =
                    background.submit(() -> Load.run(mqtt, CONNECTIONS, 1, PER_SECOND, Duration.ofSeconds(20)));
            List<Long> lags = lags(datalab, load);
            System.out.printf(
                    "  %s: beside %s its 50 rows lag p50 %d, p99 %d events, %.0f and %.0f ms%n",
                    name,
                    load.get(),
                    lags.get(lags.size() / 2),
                    lags.get(lags.size() * 99 / 100),
                    lags.get(lags.size() / 2) / PER_SECOND * 1e3,
                    lags.get(lags.size() * 99 / 100) / PER_SECOND * 1e3);
        }
    }

    private static void fill(DataLabProcess datalab) throws IOException {
        for (int from = 0; from < EVENTS; from += CHUNK) {
            StringBuilder lines = new StringBuilder();
            for (int i = from; i < from + CHUNK; i++) {
                lines.append("{\"id\":\"user ")
                        .append(i)
                        .append("\",\"value\":")
                        .append(i % 997)
                        .append("}\n");
            }
            int status = datalab.post("/labs/bench/streams/users", "application/x-ndjson", lines.toString())
                    .statusCode();
            if (status != 200) {
                throw new IOException("answered " + status);
            }
        }
        AwaitNoLag.await(datalab, "bench");
        awaitWritten(datalab);
    }

    private static double wholeRunSeconds(DataLabProcess datalab) {
        long begun = System.nanoTime();
        datalab.post("/labs/bench/outputs/by_id", "text/plain", "");
        awaitWritten(datalab);
        return (System.nanoTime() - begun) / 1e9;
    }

    private static void awaitWritten(DataLabProcess datalab) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> WRITTEN.matcher(outputs(datalab)).find());
    }

    private static List<Long> lags(DataLabProcess datalab, Future<?> load) {
        List<Long> lags = new ArrayList<>();
        while (!load.isDone()) {
            Matcher lag = LAG.matcher(outputs(datalab));
            if (lag.find()) {
                lags.add(Long.parseLong(lag.group(1)));
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        Collections.sort(lags);
        return lags;
    }

    private static String outputs(DataLabProcess datalab) {
        return datalab.get("/labs/bench/outputs").body();
    }
}
