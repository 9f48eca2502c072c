package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in a DataLab: fitted, scored once through kills, asked for what comes next. */
final class ModelsIT {
    private static final String LAB = """
            lab: station
            streams:
              readings: {key: name, time: at, unique: [name, at], fields: {name: string, value: number}}
            views:
              skill: {of: scores, by: [model, horizon], n: count, bias: avg(error), crps: avg(crps), coverage: avg(inside)}
            models:
              last: {of: readings, value: value, every: 1h, method: persistence, horizons: [1h, 24h]}
              usual: {of: readings, value: value, every: 1h, method: climatology, parts: hour, horizons: [1h, 24h]}
            """;
    private static final String OWN = """
            lab: own
            streams:
              readings:
                key: name
                time: {field: at, future: none}
                fields: {name: string, value: number, model: string, issued: time, sd: number}
                quality: [{residual: {model: mine, suspect: 3}}]
            models:
              mine: {of: readings, value: value, every: 1h, method: external, horizons: [1h, 2h]}
            """;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HOURS = 24 * 14;
    private static final List<String> KEYS = List.of("a", "b", "c");

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;

    @BeforeAll
    static void start() throws IOException {
        Path lab = Files.createDirectories(folder.resolve("labs/station"));
        Files.writeString(lab.resolve("lab.yaml"), LAB);
        Files.writeString(Files.createDirectories(folder.resolve("labs/own")).resolve("lab.yaml"), OWN);
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start();
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void areFittedAndScoreEachEventOnce() throws IOException {
        assertThat(datalab.get("/labs/station/models/last/forecast?key=a").statusCode())
                .isEqualTo(422);
        assertThat(datalab.post("/labs/station/models/none/fit", "application/json", "")
                        .statusCode())
                .isEqualTo(404);
        send(0, HOURS);
        fit("last");
        fit("usual");

        send(HOURS, HOURS + 100);
        datalab.kill();
        datalab.start();
        send(HOURS + 50, HOURS + 200); // some of them again
        everyEventHasItsScores(200);

        assertThat(rows("/labs/station/models").stream()
                        .map(model -> model.path("method").asText()))
                .containsExactly("persistence", "climatology");
        skillTellsWhatIsInTheScores();
        forecastsTheNextDay();
        drawsOneCourse();
    }

    @Test
    void scoreWhatAProgramSendsAsTheLogShowsIt() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(datalab.get("/labs/own/models/mine/forecast?key=a")
                                .statusCode())
                        .isEqualTo(404)); // it counts, and has seen no key
        assertThat(datalab.post("/labs/own/models/mine/fit", "application/json", "")
                        .statusCode())
                .isEqualTo(422);
        sendOwn(observed(0, 5), forecast(1, 6, 2, START), forecast(2, 7, 1, START.minus(Duration.ofDays(3))));
        sendOwn(observed(1, 9));
        sendOwn(forecast(1, 9, 1, START), forecast(2, 8, 1, START.minus(Duration.ofDays(3))), forecast(3, 4, 1, START));
        datalab.kill();
        datalab.start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(rows("/labs/own/models/mine/forecast?key=a&horizon=2h"))
                        .extracting(row -> row.path("expected").asText())
                        .containsExactly("8.0", "4.0"));
        sendOwn(observed(1, 9), observed(2, 8.5));

        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(rows("/labs/own/streams/scores"))
                        .extracting(row -> row.path("horizon").asText() + " "
                                + row.path("expected").asDouble() + " "
                                + row.path("observed").asDouble())
                        .containsExactlyInAnyOrder("PT1H 6.0 9.0", "PT1H 6.0 9.0", "PT1H 8.0 8.5", "PT2H 7.0 8.5"));
        assertThat(rows("/labs/own/models").getFirst().path("method").asText()).isEqualTo("external");
        assertThat(rows("/labs/own/streams/readings?value.min=8.5&value.max=8.5")
                        .getFirst()
                        .at("/_flags/value/residual")
                        .asInt())
                .isEqualTo(1);
    }

    private static String observed(int hour, double value) {
        return "{\"name\":\"a\",\"at\":\"%s\",\"value\":%s}".formatted(START.plus(Duration.ofHours(hour)), value);
    }

    private static String forecast(int hour, double value, double sd, Instant issued) {
        String forecast = "{\"name\":\"a\",\"at\":\"%s\",\"value\":%s,\"model\":\"mine\",\"sd\":%s,\"issued\":\"%s\",";
        return (forecast + "\"_origin\":\"modelled\"}")
                .formatted(START.plus(Duration.ofHours(hour)), value, sd, issued);
    }

    private static void sendOwn(String... lines) {
        assertThat(datalab.post("/labs/own/streams/readings", "application/x-ndjson", String.join("\n", lines))
                        .statusCode())
                .isEqualTo(200);
    }

    private static void everyEventHasItsScores(int hours) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            List<JsonNode> scores = rows("/labs/station/streams/scores?limit=10000");
            // Forecasts a day ahead begin with the fit, so the first day has none.
            assertThat(scores).hasSize(KEYS.size() * 2 * (hours + hours - 23));
        });
        Set<String> names = new HashSet<>();
        for (JsonNode score : rows("/labs/station/streams/scores?limit=10000")) {
            assertThat(names.add(score.path("series") + " " + score.path("model") + " " + score.path("horizon") + " "
                            + score.path("at")))
                    .isTrue();
            assertThat(Instant.parse(score.path("issued").asText()))
                    .isBeforeOrEqualTo(Instant.parse(score.path("at").asText()));
        }
    }

    private static void skillTellsWhatIsInTheScores() {
        List<JsonNode> scores = rows("/labs/station/streams/scores?limit=10000&model=usual&horizon=PT24H");
        double bias = scores.stream()
                .mapToDouble(score -> score.path("error").asDouble())
                .average()
                .orElseThrow();
        JsonNode skill =
                rows("/labs/station/views/skill?model=usual&horizon=PT24H").getFirst();

        assertThat(skill.path("n").asInt()).isEqualTo(scores.size());
        assertThat(skill.path("bias").asDouble()).isEqualTo(bias, Offset.offset(1e-9));
        assertThat(skill.path("coverage").asDouble()).isBetween(0.85, 1.0);
    }

    private static void forecastsTheNextDay() {
        List<JsonNode> ahead = rows("/labs/station/models/usual/forecast?key=b&horizon=48h");

        assertThat(ahead).hasSize(48);
        assertThat(ahead.getFirst().path("at").asText())
                .isEqualTo(START.plus(Duration.ofHours(HOURS + 200)).toString());
        assertThat(ahead.get(5).path("expected")).isEqualTo(ahead.get(29).path("expected"));
        assertThat(datalab.get("/labs/station/models/usual/forecast?key=nobody").statusCode())
                .isEqualTo(404);
        assertThat(datalab.get("/labs/station/models/usual/forecast").statusCode())
                .isEqualTo(400);
        assertThat(datalab.get("/labs/station/models/usual/forecast?key=b&horizon=10m")
                        .statusCode())
                .isEqualTo(400);
        assertThat(datalab.get("/labs/station/models/usual/forecast?key=b&format=csv")
                        .body())
                .startsWith("at,expected,sd,lower,upper\n");
    }

    private static void drawsOneCourse() {
        String path = "/labs/station/models/last/forecast?horizon=48h";
        List<JsonNode> drawn = rows(path + "&key=b&seed=7");

        assertThat(drawn)
                .hasSize(48)
                .allSatisfy(row -> assertThat(row.path("simulated").isDouble()).isTrue());
        assertThat(rows(path + "&key=b&seed=7")).isEqualTo(drawn);
        assertThat(rows(path + "&key=b&seed=8")).isNotEqualTo(drawn);
        assertThat(rows(path + "&key=b").getFirst().has("simulated")).isFalse();
        assertThat(datalab.get(path + "&key=b&seed=7&format=csv").body())
                .startsWith("at,expected,sd,lower,upper,simulated\n");
        assertThat(datalab.get(path + "&key=b&seed=0").statusCode()).isEqualTo(400);
    }

    private static void fit(String model) {
        assertThat(datalab.post("/labs/station/models/" + model + "/fit", "application/json", "")
                        .statusCode())
                .isEqualTo(202);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(rows("/labs/station/models").stream()
                                .filter(row -> row.path("name").asText().equals(model))
                                .findFirst()
                                .orElseThrow()
                                .path("keys")
                                .asInt())
                        .isEqualTo(KEYS.size()));
    }

    private static void send(int from, int until) {
        List<String> lines = new ArrayList<>();
        for (int hour = from; hour < until; hour++) {
            for (String key : KEYS) {
                double value = Math.sin(hour * Math.PI / 12) * 5 + new Random(hour).nextGaussian();
                lines.add("{\"name\":\"%s\",\"at\":\"%s\",\"value\":%s}"
                        .formatted(key, START.plus(Duration.ofHours(hour)), value));
            }
        }
        assertThat(datalab.post("/labs/station/streams/readings", "application/x-ndjson", String.join("\n", lines))
                        .statusCode())
                .isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(
                                JSON.readTree(datalab.get("/labs/station").body())
                                        .path("streams")
                                        .path(0)
                                        .path("accepted")
                                        .asInt())
                        .isEqualTo(KEYS.size() * until));
    }

    private static List<JsonNode> rows(String path) {
        try {
            List<JsonNode> rows = new ArrayList<>();
            JSON.readTree(datalab.get(path).body()).path("rows").forEach(rows::add);
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
