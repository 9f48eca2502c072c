package datalab.bench;

import datalab.bench.load.AwaitNoLag;
import datalab.bench.load.Load;
import datalab.bench.load.MeasuredDataLab;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

/** How much ingest slows down while a batch runs: the same loads by turns without one and with each kind beside it. */
final class BesideBatch implements AutoCloseable {
    private static final int RUNS = 3;
    private static final int HISTORIES = 2; // of 800,000 events
    private static final Duration LENGTH = Duration.ofSeconds(4);
    private static final double SINGLES_PER_SECOND = 1_000;
    private static final String BATCHES = "/labs/bench/views/per_minute/batches";

    /** What runs beside the load, again as soon as it is done: DataLab looks each second for what it is asked. */
    private enum Beside {
        NOTHING,
        RECOMPUTE,
        COMPACT
    }

    private final DataLabProcess datalab;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Map<String, Map<Beside, double[]>> measured = new LinkedHashMap<>();
    private final Map<Beside, Integer> batches = new EnumMap<>(Beside.class);

    private BesideBatch(DataLabProcess datalab) {
        this.datalab = datalab;
    }

    static void run(Path repository) throws Exception {
        try (MeasuredDataLab subject = MeasuredDataLab.start(repository);
                BesideBatch bench = new BesideBatch(subject.datalab)) {
            HttpRequest bulk = Bulk.request(subject.datalab);
            for (int i = 0; i < HISTORIES; i++) {
                Bulk.send(bench.client, bulk, bench.threads);
            }
            AwaitNoLag.await(subject.datalab, "bench");
            for (int run = -1; run < RUNS; run++) { // the first to warm
                for (Beside beside : Beside.values()) {
                    bench.measure(run, beside, bulk);
                }
            }
            bench.print();
        }
    }

    private void measure(int run, Beside beside, HttpRequest bulk) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<Integer> running = other.submit(() -> beside == Beside.NOTHING ? 0 : batches(beside, over));
            try {
                load(run, beside, bulk);
            } finally {
                over.set(true);
            }
            batches.merge(beside, running.get(), Integer::sum);
        }
        AwaitNoLag.await(datalab, "bench");
    }

    private void load(int run, Beside beside, HttpRequest bulk) throws Exception {
        Load.Connector http = SingleEvents.http(datalab);
        Load.Connector mqtt = SingleEvents.mqtt(datalab.mqttPort);
        Load.Result singles = Load.run(http, 32, 1, SINGLES_PER_SECOND, LENGTH);
        note(run, beside, "single posts, 1,000/s: p50 ms", singles.p50Ms());
        note(run, beside, "single posts, 1,000/s: p99 ms", singles.p99Ms());
        note(
                run,
                beside,
                "MQTT QoS 1, full speed: events/s",
                Load.run(mqtt, 8, 32, 0, LENGTH).perSecond());
        note(run, beside, "HTTP bulk, full speed: events/s", Bulk.send(client, bulk, threads));
    }

    /** One batch after the other; answers how many there were. */
    private int batches(Beside beside, AtomicBoolean over) throws IOException {
        int count = 0;
        for (String kind = beside.name().toLowerCase(Locale.ROOT); !over.get(); count++) {
            HttpResponse<String> asked = datalab.post(BATCHES + "?kind=" + kind, "application/json", "");
            String address = asked.headers().firstValue("Location").orElseThrow(() -> new IOException(asked.body()));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> isDone(datalab.get(address).body()));
        }
        return count;
    }

    private static boolean isDone(String batch) {
        if (batch.contains("\"state\":\"failed\"")) {
            throw new IllegalStateException("the batch failed: " + batch);
        }
        return batch.contains("\"state\":\"done\"");
    }

    private void note(int run, Beside beside, String what, double value) {
        if (run >= 0) {
            System.out.printf("  run %d, beside %-9s %s %,.1f%n", run, beside + ":", what, value);
            measured.computeIfAbsent(what, w -> new EnumMap<>(Beside.class))
                    .computeIfAbsent(beside, b -> new double[RUNS])[run] = value;
        }
    }

    private void print() {
        System.out.printf(
                "  medians of %d by turns; %d recomputes and %d compactions; load of the machine %.1f%n",
                RUNS,
                batches.get(Beside.RECOMPUTE),
                batches.get(Beside.COMPACT),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        measured.forEach((what, values) -> {
            double alone = median(values, Beside.NOTHING);
            double recompute = median(values, Beside.RECOMPUTE);
            double compact = median(values, Beside.COMPACT);
            System.out.printf(
                    "  %-34s %,10.1f alone, %,10.1f beside recompute (%.2f), %,10.1f beside compact (%.2f)%n",
                    what, alone, recompute, recompute / alone, compact, compact / alone);
        });
    }

    private static double median(Map<Beside, double[]> values, Beside beside) {
        return MeasuredDataLab.median(Objects.requireNonNull(values.get(beside)));
    }

    @Override
    public void close() {
        threads.close();
        client.close();
    }
}
