package datalab.bench;

import datalab.bench.load.AwaitNoLag;
import datalab.bench.load.Load;
import datalab.bench.load.MeasuredDataLab;
import datalab.bench.load.OutputKind;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
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

/** Outputs of each kind: rows a second of a table that is written whole, and how far one lags beside 5,000 events a second. */
final class OutputSpeed {
    private static final int RUNS = 3;
    private static final Duration WHOLE_RUNS_MAX = Duration.ofSeconds(15);
    private static final Duration WARM = Duration.ofSeconds(8);
    private static final Duration MEASURED = Duration.ofSeconds(15);
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
              totals: {of: readings, by: [name], n: count, mean: avg(value), out: {to: target, TABLE: totals}}
              by_id: {of: users, by: [id], n: count, mean: avg(value), out: {to: target, TABLE: by_id}}
            """;

    private OutputSpeed() {}

    static void run(Path repository) throws Exception {
        for (OutputKind kind : OutputKind.values()) {
            run(repository, kind);
        }
    }

    static void run(Path repository, OutputKind kind) throws Exception {
        if (!kind.isInstalled()) {
            System.out.println("  " + kind + ": there is no server of it on this machine");
            return;
        }
        try (OutputKind.Server server = kind.start()) {
            measure(repository, kind, "servers: {target: {" + server.settings() + "}}\n");
        }
    }

    private static void measure(Path repository, OutputKind kind, String settings) throws Exception {
        try (MeasuredDataLab subject = MeasuredDataLab.start(repository, LAB.replace("TABLE", kind.table), settings);
                ExecutorService background = Executors.newSingleThreadExecutor()) {
            DataLabProcess datalab = subject.datalab;
            fill(datalab, kind.rows);
            System.out.printf(
                    "  %s: a view of %,d rows written whole %,.0f rows/s%n",
                    kind, kind.rows, wholeRuns(datalab, kind.rows));
            Load.Connector mqtt = SingleEvents.mqtt(datalab.mqttPort);
            Load.run(mqtt, CONNECTIONS, 1, PER_SECOND, WARM); // so that the JIT has seen it
            Future<Load.Result> load = background.submit(() -> Load.run(mqtt, CONNECTIONS, 1, PER_SECOND, MEASURED));
            List<Long> lags = lags(datalab, load);
            System.out.printf(
                    "  %s: beside %s its 50 rows lag p50 %d, p99 %d events, %.0f and %.0f ms%n",
                    kind,
                    load.get(),
                    lags.get(lags.size() / 2),
                    lags.get(lags.size() * 99 / 100),
                    lags.get(lags.size() / 2) / PER_SECOND * 1e3,
                    lags.get(lags.size() * 99 / 100) / PER_SECOND * 1e3);
        }
    }

    private static void fill(DataLabProcess datalab, int rows) throws IOException {
        for (int from = 0; from < rows; from += CHUNK) {
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

    /** Rows a second: the median of several runs, of fewer where they take long. */
    private static double wholeRuns(DataLabProcess datalab, int rows) {
        List<Double> rates = new ArrayList<>();
        long begun = System.nanoTime();
        while (rates.size() < RUNS && (rates.isEmpty() || System.nanoTime() - begun < WHOLE_RUNS_MAX.toNanos())) {
            rates.add(rows / wholeRunSeconds(datalab));
        }
        return MeasuredDataLab.median(
                rates.stream().mapToDouble(Double::doubleValue).toArray());
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
