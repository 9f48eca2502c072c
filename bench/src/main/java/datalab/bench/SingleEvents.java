package datalab.bench;

import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.HttpLoadClient;
import datalab.bench.load.Load;
import datalab.bench.load.MeasuredDataLab;
import datalab.bench.load.MqttLoadClient;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Mosquitto;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One event at a time, acknowledged after Kafka has it, with the views folded beside it. Over HTTP beside the same server
 * answering a POST of as many bytes that holds no event, so that the log is not asked; over MQTT beside mosquitto.
 */
final class SingleEvents {
    private static final int RUNS = 5;
    private static final Duration LENGTH = Duration.ofSeconds(5);
    private static final double HALF_RATE = 5_000;
    /** One sender alone, a few that show the round trip, and as many as the server can take. */
    private static final List<Integer> CONNECTIONS = List.of(1, 32, 128);

    private SingleEvents() {}

    static void run(Path repository) throws Exception {
        try (MeasuredDataLab subject = MeasuredDataLab.start(repository);
                Mosquitto mosquitto = Mosquitto.start()) {
            for (int connections : CONNECTIONS) {
                AlternatingRuns.loads(
                        "HTTP, " + connections + " connections",
                        RUNS,
                        () -> fast(http(subject.datalab), connections, 1),
                        "without a log",
                        () -> fast(nothing(subject.datalab), connections, 1));
            }
            AlternatingRuns.loads(
                    "MQTT QoS 1, 8 connections, 32 in flight each",
                    RUNS,
                    () -> fast(mqtt(subject.datalab.mqttPort), 8, 32),
                    "mosquitto",
                    () -> fast(mqtt(mosquitto.port), 8, 32));
            atHalfRate("HTTP", http(subject.datalab));
            atHalfRate("MQTT QoS 1", mqtt(subject.datalab.mqttPort));
        }
    }

    static Load.Connector http(DataLabProcess datalab) {
        return i -> new HttpLoadClient(datalab.httpPort, MeasuredDataLab.STREAM, "application/json", event(i));
    }

    /** A line of blanks is no event: the server reads it and answers that it took none. */
    private static Load.Connector nothing(DataLabProcess datalab) {
        return i -> new HttpLoadClient(
                datalab.httpPort, MeasuredDataLab.STREAM, "application/x-ndjson", " ".repeat(event(i).length()));
    }

    static Load.Connector mqtt(int port) {
        return i -> new MqttLoadClient(port, "bench" + i, "bench/s" + i, event(i));
    }

    private static String event(int i) {
        return "{\"name\":\"s" + i + "\",\"value\":5.1}";
    }

    private static Load.Result fast(Load.Connector connector, int connections, int window) throws IOException {
        return Load.run(connector, connections, window, 0, LENGTH);
    }

    private static void atHalfRate(String what, Load.Connector connector) throws IOException {
        List<Load.Result> results = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            results.add(Load.run(connector, 32, 1, HALF_RATE, LENGTH));
        }
        results.sort(Comparator.comparingDouble(Load.Result::p99Ms));
        System.out.printf(
                "  %s at %,.0f a second, 32 connections: %s (median of %d)%n",
                what, HALF_RATE, results.get(RUNS / 2), RUNS);
    }
}
