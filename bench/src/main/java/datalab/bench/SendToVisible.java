package datalab.bench;

import datalab.bench.load.Load;
import datalab.bench.load.MeasuredDataLab;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** From sending an event to seeing it in a view over the API, at rest and while 5,000 other events a second come in. */
final class SendToVisible {
    private static final int PROBES = 500;
    private static final double BACKGROUND_PER_SECOND = 5_000;

    private static final double P50_AIM_MS = 20;
    private static final double P99_AIM_MS = 100;

    /** With one message in flight each, a few would be bound by the round trip to less than the rate. */
    private static final int BACKGROUND_CONNECTIONS = 32;

    private static final Duration LOOK = Duration.ofMillis(2);
    /** Between two probes, so that each comes by itself. */
    private static final Duration REST_MIN = Duration.ofMillis(15);

    private SendToVisible() {}

    static void run(Path repository) throws Exception {
        try (MeasuredDataLab subject = MeasuredDataLab.start(repository);
                ExecutorService background = Executors.newSingleThreadExecutor()) {
            probe(subject.datalab, 200); // warm
            print("at rest", probe(subject.datalab, PROBES));
            Load.Connector mqtt = SingleEvents.mqtt(subject.datalab.mqttPort);
            Load.run(mqtt, BACKGROUND_CONNECTIONS, 1, BACKGROUND_PER_SECOND, Duration.ofSeconds(20)); // warm
            Future<Load.Result> load = background.submit(
                    () -> Load.run(mqtt, BACKGROUND_CONNECTIONS, 1, BACKGROUND_PER_SECOND, Duration.ofSeconds(40)));
            probe(subject.datalab, 200);
            print("beside 5,000 events/s", probe(subject.datalab, PROBES));
            System.out.println("  the load meanwhile: " + load.get());
        }
    }

    private static double[] probe(DataLabProcess datalab, int probes) throws IOException {
        double[] latencies = new double[probes];
        for (int i = 0; i < probes; i++) {
            String body = "{\"name\":\"probe\",\"value\":" + i + ",\"probe\":" + System.nanoTime() + "}";
            long begin = System.nanoTime();
            int status = datalab.post(MeasuredDataLab.STREAM, "application/json", body)
                    .statusCode();
            if (status != 201) {
                throw new IOException("answered " + status);
            }
            awaitVisible(datalab, "\"value\":" + i + ",");
            latencies[i] = (System.nanoTime() - begin) / 1e6;
            pause(REST_MIN.toNanos() + ThreadLocalRandom.current().nextLong(REST_MIN.toNanos()));
        }
        Arrays.sort(latencies);
        return latencies;
    }

    private static void awaitVisible(DataLabProcess datalab, String expected) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end) {
            HttpResponse<String> answer = datalab.get("/labs/bench/views/latest?name=probe");
            if (answer.body().contains(expected)) {
                return;
            }
            pause(LOOK.toNanos()); // without it, looking would take a core from what it looks at
        }
        throw new IOException("not visible after 10 s: " + expected);
    }

    private static void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    private static void print(String what, double[] sorted) {
        System.out.printf(
                "  %-24s p50 %.1f ms, p99 %.1f ms of %d (aim: under %.0f and %.0f ms)%n",
                what,
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)],
                sorted.length,
                P50_AIM_MS,
                P99_AIM_MS);
    }
}
