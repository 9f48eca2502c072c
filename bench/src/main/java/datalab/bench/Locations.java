package datalab.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import datalab.bench.load.GrpcLoad;
import datalab.bench.load.MeasuredDataLab;
import datalab.log.embedded.EmbeddedKafka;
import datalab.testkit.DataLabProcess;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Locations into the log alone, over gRPC and as NDJSON over HTTP: two senders each, turn by turn. */
final class Locations {
    private static final int RUNS = 5;
    private static final int SENDERS = 2;
    private static final int EVENTS = 200_000;
    private static final int EVENTS_OF_A_MESSAGE = 1_000;
    private static final int TYPED = 20_000;

    private Locations() {}

    /** Sends so many events, and returns when all are acknowledged. */
    private interface Sending {
        void send() throws Exception;
    }

    static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-log");
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder, DataLabProcess.freePort(), false)) {
            kafka.start();
            try (MeasuredDataLab subject = MeasuredDataLab.startIngest(
                            repository, kafka.bootstrap(), MeasuredDataLab.locations("bench"));
                    HttpClient client = HttpClient.newHttpClient()) {
                ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", subject.datalab.grpcPort)
                        .usePlaintext()
                        .build();
                measure(subject, client, new GrpcLoad(channel));
                channel.shutdownNow();
            }
        }
        MeasuredDataLab.delete(folder);
    }

    private static void measure(MeasuredDataLab subject, HttpClient client, GrpcLoad grpc) throws Exception {
        HttpRequest ndjson = HttpRequest.newBuilder(subject.datalab.url("/labs/bench/streams/locations"))
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines()))
                .build();
        List<ByteString> events = events();
        double[] overHttp = new double[RUNS];
        double[] overGrpc = new double[RUNS];
        double[] typed = new double[RUNS];
        for (int run = -2; run < RUNS; run++) { // the first two warm up
            double http = perSecond(EVENTS, () -> post(client, ndjson));
            double many = perSecond(EVENTS, () -> grpc.publish(events, EVENTS_OF_A_MESSAGE));
            double one = perSecond(TYPED, () -> grpc.publishTyped(TYPED));
            if (run >= 0) {
                overHttp[run] = http;
                overGrpc[run] = many;
                typed[run] = one;
            }
        }
        print("NDJSON over HTTP", overHttp);
        print("gRPC, " + EVENTS_OF_A_MESSAGE + " events a message", overGrpc);
        print("gRPC, typed, one event a message", typed);
    }

    private static void print(String what, double[] perSecond) {
        System.out.printf(
                Locale.ROOT,
                "  %-34s %d senders: %,.0f locations/s acknowledged (median of %d)%n",
                what,
                SENDERS,
                MeasuredDataLab.median(perSecond),
                RUNS);
    }

    private static double perSecond(int events, Sending sending) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
            long begin = System.nanoTime();
            List<Callable<Boolean>> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(() -> {
                    sending.send();
                    return true;
                });
            }
            for (Future<Boolean> sender : threads.invokeAll(senders)) {
                sender.get();
            }
            return SENDERS * (double) events / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private static void post(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        String answer =
                client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        if (!answer.contains("\"accepted\":" + EVENTS)) {
            throw new IOException("answered " + answer);
        }
    }

    private static byte[] lines() {
        StringBuilder text = new StringBuilder(EVENTS * 90);
        for (int i = 0; i < EVENTS; i++) {
            text.append(json(i)).append('\n');
        }
        return text.toString().getBytes(US_ASCII);
    }

    private static List<ByteString> events() {
        List<ByteString> events = new ArrayList<>(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            events.add(ByteString.copyFrom(json(i), US_ASCII));
        }
        return events;
    }

    private static String json(int i) {
        return "{\"person_id\":" + i % 1_000 + ",\"latitude\":" + (4_800_000 + i % 10_007) / 1e5 + ",\"longitude\":"
                + (1_100_000 + i % 9_973) / 1e5 + ",\"creation_time\":" + (1_750_000_000L + i) + "}";
    }
}
