package datalab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** One event at a time, acknowledged after Kafka has it: as fast as it goes, and at 5,000 a second. */
final class SingleEvents {
    private static final int RUNS = 5;
    private static final Duration LENGTH = Duration.ofSeconds(6);
    private static final double HALF_RATE = 5_000;

    private SingleEvents() {}

    static void run(Path repository) throws IOException {
        try (Subject subject = Subject.start(repository)) {
            Load.Connector http = i -> new HttpLoadClient(
                    subject.datalab.httpPort, Subject.STREAM, "{\"name\":\"s" + i + "\",\"value\":5.1}");
            Load.Connector mqtt = i -> new MqttLoadClient(
                    subject.datalab.mqttPort, "bench" + i, "bench/s" + i, "{\"name\":\"s" + i + "\",\"value\":5.1}");
            Load.run(http, 32, 1, 0, LENGTH); // warm
            Load.run(mqtt, 8, 32, 0, LENGTH);
            // 32 wait for their answers and show the round trip, 128 what the server can take.
            print("HTTP, 32 connections, full speed", http, 32, 1, 0);
            print("HTTP, 128 connections, full speed", http, 128, 1, 0);
            print("HTTP, 32 connections, 5,000/s", http, 32, 1, HALF_RATE);
            print("MQTT QoS 1, 8 connections, 32 in flight each, full speed", mqtt, 8, 32, 0);
            print("MQTT QoS 1, 32 connections, 1 in flight, 5,000/s", mqtt, 32, 1, HALF_RATE);
        }
    }

    private static void print(String what, Load.Connector connector, int connections, int window, double perSecond)
            throws IOException {
        List<Load.Result> results = IntStream.range(0, RUNS)
                .mapToObj(i -> load(connector, connections, window, perSecond))
                .sorted(Comparator.comparingDouble(result -> perSecond > 0 ? result.p99Ms() : result.perSecond()))
                .toList();
        System.out.printf("  %-58s %s  (median of %d runs)%n", what, results.get(RUNS / 2), RUNS);
    }

    private static Load.Result load(Load.Connector connector, int connections, int window, double perSecond) {
        try {
            return Load.run(connector, connections, window, perSecond, LENGTH);
        } catch (IOException e) {
            throw new IllegalStateException("the load failed", e);
        }
    }
}
