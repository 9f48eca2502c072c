package datalab.bench;

import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.AwaitNoLag;
import datalab.bench.load.KafkaPerformance;
import datalab.bench.load.MeasuredDataLab;
import datalab.bench.load.Readings;
import datalab.log.KafkaLog;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.embedded.EmbeddedPostgres;
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

/**
 * NDJSON over HTTP into the log: events a second until the last is acknowledged, with the speed layer beside it and without, and
 * beside Kafka's own producer with the same lines into the same broker.
 */
final class Bulk {
    private static final int RUNS = 5;
    private static final int REQUESTS = 4;
    private static final int LINES = 200_000;
    private static final int PARTITIONS = 4;

    private final EmbeddedKafka kafka;
    private final Path lines;

    private Bulk(EmbeddedKafka kafka, Path lines) {
        this.kafka = kafka;
        this.lines = lines;
    }

    static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-bulk");
        Path lines = Files.write(folder.resolve("lines"), Readings.lines(LINES));
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), DataLabProcess.freePort(), false);
                EmbeddedPostgres postgres = new EmbeddedPostgres(
                        folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort())) {
            kafka.start();
            postgres.start();
            Bulk bulk = new Bulk(kafka, lines);
            try (MeasuredDataLab subject =
                    MeasuredDataLab.startSharing(repository, kafka.bootstrap(), postgres.settings())) {
                bulk.compare(
                        "with the views folded beside it", subject, () -> AwaitNoLag.await(subject.datalab, "bench"));
            }
            try (MeasuredDataLab subject = MeasuredDataLab.startIngest(repository, kafka.bootstrap())) {
                bulk.compare("into the log alone (role ingest)", subject, () -> {});
            }
        }
        MeasuredDataLab.delete(folder);
    }

    private void compare(String what, MeasuredDataLab subject, Runnable between) throws Exception {
        String topic = "perf-" + System.nanoTime();
        try (KafkaLog log = new KafkaLog(kafka.bootstrap())) {
            log.start();
            log.ensureTopic(topic, PARTITIONS);
        }
        try (HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            HttpRequest request = request(subject.datalab);
            AlternatingRuns.rates(
                    "%d requests of %,d events, two at a time, %s".formatted(REQUESTS, LINES, what),
                    RUNS,
                    "events/s",
                    () -> {
                        double rate = send(client, request, threads);
                        between.run();
                        return rate;
                    },
                    "kafka-producer-perf-test",
                    () -> KafkaPerformance.perSecond(kafka.bootstrap(), topic, lines, REQUESTS * LINES));
        }
    }

    static HttpRequest request(DataLabProcess datalab) {
        return HttpRequest.newBuilder(datalab.url(MeasuredDataLab.STREAM))
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
