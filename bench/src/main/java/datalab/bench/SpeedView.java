package datalab.bench;

import datalab.bench.load.MeasuredDataLab;
import datalab.lab.Lab;
import datalab.log.connection.KafkaConnection;
import datalab.postgres.PostgresSettings;
import datalab.process.speed.SpeedLayer;
import datalab.process.speed.SpeedSettings;
import datalab.store.Store;
import datalab.store.postgres.PostgresStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/**
 * The speed layer with one view in a process of its own. Works off the log at once; at each line {@code stop} closes it and
 * answers {@code stopped}, at each line {@code start} begins anew with what the store holds then.
 */
final class SpeedView implements AutoCloseable {
    static final String LAB = """
            lab: bench
            title: Readings to measure with
            streams:
              readings:
                key: name
                time: timestamp
                fields:
                  name:  {type: string, required: true, max: 100}
                  value: {type: number, unit: "°C"}
            views:
              per_minute: {of: readings, by: [name], every: 1m, n: count, mean: avg(value), low: min(value), high: max(value)}
            """;

    private static final String USER = "datalab"; // of the embedded servers

    private final PostgresStore postgres;
    private final SpeedLayer speed;

    private SpeedView(KafkaConnection bootstrap, PostgresSettings settings, boolean withArchive) {
        Lab lab = MeasuredDataLab.lab(LAB);
        postgres = new PostgresStore(settings);
        postgres.start();
        postgres.prepare(lab);
        Store store = withArchive ? postgres : WithoutArchive.over(postgres);
        speed = new SpeedLayer(
                SpeedSettings.of(bootstrap, "bench", ""),
                List.of(lab),
                store,
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        speed.start();
    }

    /** {@code brokers password jdbcUrl password archive}, the last {@code true} or {@code false}. */
    public static void main(String[] args) throws IOException {
        PostgresSettings settings = PostgresSettings.of(args[2], USER, args[3]);
        KafkaConnection kafka = new KafkaConnection(args[0], USER, args[1]);
        boolean withArchive = Boolean.parseBoolean(args[4]);
        SpeedView view = new SpeedView(kafka, settings, withArchive);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "start" -> view = new SpeedView(kafka, settings, withArchive);
                case "stop" -> {
                    view.close();
                    System.out.println("stopped");
                }
                default -> throw new IOException("no such command: " + command);
            }
        }
        view.close();
    }

    @Override
    public void close() {
        speed.close();
        postgres.close();
    }
}
