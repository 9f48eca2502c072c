package datalab.bench;

import datalab.log.embedded.EmbeddedKafka;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** NDJSON over HTTP into the log: events a second until the last is acknowledged, with the speed layer beside it and without. */
final class Bulk {
    private static final int RUNS = 5;
    private static final int REQUESTS = 4;
    private static final int LINES = 200_000;

    private Bulk() {}

    static void run(Path repository) throws Exception {
        try (Subject subject = Subject.start(repository)) {
            print("with the views folded beside it", measure(subject, () -> Processed.await(subject.datalab, "bench")));
        }
        Path folder = Files.createTempDirectory("datalab-bench-log");
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder, DataLabProcess.freePort(), false)) {
            kafka.start();
            try (Subject subject = Subject.startIngest(repository, kafka.bootstrap())) {
                print("into the log alone (role ingest)", measure(subject, () -> {}));
            }
        }
        Subject.delete(folder);
    }

    private static void print(String what, double perSecond) {
        System.out.printf(
                "  %-33s %d requests of %,d events, two at a time: %,.0f events/s acknowledged (median of %d)%n",
                what, REQUESTS, LINES, perSecond, RUNS);
    }

    private static double measure(Subject subject, Runnable between) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            HttpRequest request = request(subject.datalab);
            double[] perSecond = new double[RUNS];
            for (int run = -1; run < RUNS; run++) {
                double rate = send(client, request, threads);
                if (run >= 0) {
                    perSecond[run] = rate;
                }
                between.run();
            }
            return Subject.median(perSecond);
        }
    }

    static HttpRequest request(DataLabProcess datalab) {
        return HttpRequest.newBuilder(datalab.url(Subject.STREAM))
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofByteArray(Readings.lines(LINES)))
                .build();
    }

    /** Events a second of some requests, two threads' worth at a time. */
    static double send(HttpClient client, HttpRequest request, ExecutorService threads) throws Exception {
        long begin = System.nanoTime();
        List<Callable<String>> posts = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            posts.add(() ->
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
        for (Future<String> answer : threads.invokeAll(posts)) {
            if (!answer.get().contains("\"accepted\":" + LINES)) {
                throw new IOException("answered " + answer.get());
            }
        }
        return REQUESTS * (double) LINES / ((System.nanoTime() - begin) / 1e9);
    }
}
