package datalab.bench.series;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.AwaitNoLag;
import datalab.bench.load.MeasuredDataLab;
import datalab.bench.load.Readings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A scenario over all that a stream holds, with its changes and views, by the command: events a second beside sending a file. */
public final class ScenarioSpeed {
    private static final int RUNS = 5;
    private static final int LINES = 200_000;
    private static final String LAB = MeasuredDataLab.LAB.replace("fields:\n", "fields:\n      scenario: string\n")
            + "  what_if: {of: readings, by: [name, scenario], every: 1m, n: count, mean: avg(value), origin: simulated}\n";
    private static final String SCENARIO = """
            scenario: NAME
            of: readings
            from: 2026-01-01T00:00:00Z
            to: 2026-01-02T00:00:00Z
            changes:
              - {field: value, scale: 0.8, days: [mon, tue, wed, thu, fri]}
              - {field: value, add: 5, hours: [0, 1]}
              - {field: value, noise: 0.5}
              - {keys: [sensor7], offline: true}
            """;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path repository;
    private final Path folder;
    private final MeasuredDataLab subject;
    private int runs;

    private ScenarioSpeed(Path repository, Path folder, MeasuredDataLab subject) {
        this.repository = repository;
        this.folder = folder;
        this.subject = subject;
    }

    public static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-scenario");
        Path lab = Files.createDirectories(folder.resolve("labs/bench"));
        Files.writeString(lab.resolve("lab.yaml"), LAB);
        Path file = Files.write(folder.resolve("readings.ndjson"), Readings.lines(LINES));
        try (MeasuredDataLab subject = MeasuredDataLab.start(repository, LAB, "");
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(subject.datalab.url(MeasuredDataLab.STREAM))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofFile(file))
                    .build();
            client.send(request, HttpResponse.BodyHandlers.discarding());
            AwaitNoLag.await(subject.datalab, "bench");
            ScenarioSpeed speed = new ScenarioSpeed(repository, folder, subject);
            AlternatingRuns.rates(
                    "a scenario over %,d events".formatted(LINES),
                    RUNS,
                    "events/s",
                    speed::simulate,
                    "datalab send of as many simulated ones",
                    () -> speed.send(file));
        }
        MeasuredDataLab.delete(folder);
    }

    private double simulate() throws IOException, InterruptedException {
        String name = "run" + ++runs;
        Path scenario = Files.writeString(folder.resolve(name + ".yaml"), SCENARIO.replace("NAME", name));
        return rate(
                "simulate",
                "bench",
                "--scenario",
                scenario.toString(),
                "--labs",
                folder.resolve("labs").toString());
    }

    private double send(Path file) throws IOException, InterruptedException {
        Path simulated = folder.resolve("simulated.ndjson");
        Files.writeString(
                simulated,
                Files.readString(file).replace("}\n", ",\"scenario\":\"file\",\"_origin\":\"simulated\"}\n"));
        return rate("send", "bench.readings", simulated.toString());
    }

    /** Events a second that a command says of itself. */
    private double rate(String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(repository.resolve("datalab").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--json", "--url", subject.datalab.url("/").toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        JsonNode report = JSON.readTree(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException("ended with " + report);
        }
        AwaitNoLag.await(subject.datalab, "bench");
        return report.path("accepted").asDouble() / report.path("seconds").asDouble();
    }
}
