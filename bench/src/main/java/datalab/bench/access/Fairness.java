package datalab.bench.access;

import datalab.bench.load.MeasuredDataLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A modest client, which sends an event twenty times a second, alone and beside a greedy one, which sends as many as it can;
 * without quotas and with, by turns. The two have addresses of their own.
 */
public final class Fairness {
    private static final int RUNS = 3;
    private static final int GREEDY_CONNECTIONS = 64;
    private static final int EVENTS = 200;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String QUOTAS = "quotas: {client_events: 500}\n";

    private Fairness() {}

    public static void run(Path repository) throws Exception {
        try (MeasuredDataLab without = MeasuredDataLab.start(repository, MeasuredDataLab.LAB, "{}\n");
                MeasuredDataLab with = MeasuredDataLab.start(repository, MeasuredDataLab.LAB, QUOTAS)) {
            for (int run = 0; run < RUNS; run++) {
                print("without quotas, alone", modest(without));
                print("without quotas, beside a greedy one", besideGreedy(without));
                print("with quotas, alone", modest(with));
                print("with quotas, beside a greedy one", besideGreedy(with));
            }
        }
    }

    private static void print(String what, double[] millis) {
        System.out.printf(
                "  modest client, %s: p50 %.1f ms, p99 %.1f ms of %d%n",
                what, millis[millis.length / 2], millis[millis.length * 99 / 100], millis.length);
    }

    private static double[] besideGreedy(MeasuredDataLab subject) throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicLong taken = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        long begun = System.nanoTime();
        try (HttpClient client = from("127.0.0.1")) {
            List<Thread> greedy = new ArrayList<>();
            for (int i = 0; i < GREEDY_CONNECTIONS; i++) {
                greedy.add(Thread.startVirtualThread(() -> {
                    while (!isOver.get()) {
                        (send(client, subject, "greedy") == 201 ? taken : refused).incrementAndGet();
                    }
                }));
            }
            double[] millis = modest(subject);
            isOver.set(true);
            for (Thread each : greedy) {
                each.join();
            }
            double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
            System.out.printf(
                    "  greedy client: %,.0f events a second taken, %,.0f refused%n",
                    taken.get() / seconds, refused.get() / seconds);
            return millis;
        }
    }

    /** How long each of its events took until it was acknowledged, in order. */
    private static double[] modest(MeasuredDataLab subject) throws IOException {
        double[] millis = new double[EVENTS];
        try (HttpClient client = from("127.0.0.2")) {
            for (int i = 0; i < EVENTS; i++) {
                long begun = System.nanoTime();
                int status = send(client, subject, "modest");
                if (status != 201) {
                    throw new IllegalStateException("the modest client was answered " + status);
                }
                millis[i] = (System.nanoTime() - begun) / (double) TimeUnit.MILLISECONDS.toNanos(1);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        Arrays.sort(millis);
        return millis;
    }

    private static HttpClient from(String address) throws IOException {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.getAllByName(address)[0])
                .build();
    }

    private static int send(HttpClient client, MeasuredDataLab subject, String name) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(subject.datalab.url("") + MeasuredDataLab.STREAM))
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\",\"value\":5.1}"))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
