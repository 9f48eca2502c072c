package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import datalab.testkit.StartedJava;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios, sent by the command into a running DataLab: what they say exactly, once, and nothing of what was observed moves. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ScenarioIT {
    private static final String LAB = """
            lab: twin
            streams:
              readings:
                key: station
                time: at
                fields: {station: string, no2: number, n: integer, note: string, scenario: string}
                quality: [{rate_of_change: {field: no2, suspect: 30, per: 1h}}]
            views:
              hourly: {of: readings, by: station, every: 1h, n: count, mean: avg(no2), most: max(no2)}
              newest: {of: readings, by: station, keep: last}
              what_if:
                {of: readings, by: [station, scenario], every: 1h, n: count, no2: sum(no2), whole: sum(n), origin: simulated}
            models:
              last: {of: readings, value: no2, every: 1h, method: persistence}
            """;
    private static final String LESS = """
            scenario: less
            of: readings
            from: 2026-01-02
            to: 2026-01-14
            zone: Asia/Shanghai
            changes:
              - {field: no2, scale: 0.8, days: [mon, tue, wed, thu, fri]}
              - {field: no2, add: 5, hours: [7, 8, 9]}
              - {field: n, scale: 0.5}
              - {keys: [c], offline: true, from: 2026-01-05T00:00:00Z, to: 2026-01-06T00:00:00Z}
            """;
    private static final String NOISY =
            LESS.replace("scenario: less", "scenario: noisy") + "  - {field: no2, noise: 2}\n";
    private static final String NEXT = """
            scenario: next
            of: readings
            model: last
            for: 24h
            changes: [{field: no2, scale: 2}]
            """;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int HOURS = 24 * 14;
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final List<String> OBSERVED = List.of(
            "/labs/twin/views/hourly?limit=10000",
            "/labs/twin/views/newest",
            "/labs/twin/views/hourly?layer=batch",
            "/labs/twin/models/last/forecast?key=a");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;

    @BeforeAll
    static void start() throws IOException {
        Path scenarios = Files.createDirectories(folder.resolve("labs/twin/scenarios"));
        Files.writeString(scenarios.resolveSibling("lab.yaml"), LAB);
        Files.writeString(scenarios.resolve("less.yaml"), LESS);
        Files.writeString(scenarios.resolve("noisy.yaml"), NOISY);
        Files.writeString(scenarios.resolve("next.yaml"), NEXT);
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start();
        observe(0, HOURS);
        assertThat(datalab.post("/labs/twin/models/last/fit", "application/json", "")
                        .statusCode())
                .isEqualTo(202);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(datalab.get("/labs/twin/models/last/forecast?key=a")
                                .statusCode())
                        .isEqualTo(200));
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    @Order(1)
    void changesHistoryExactlyAndNothingThatWasObserved() throws Exception {
        List<String> before = observed();

        Ran simulated = simulate("less");

        assertThat(simulated.exit()).as(simulated.output()).isZero();
        assertThat(simulated.output())
                .contains("of scenario less sent in", " 0 refused: 2026-01-01T16:00:00Z to 2026-01-13T15:");
        Map<String, String> expected = expected();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(whatIf("less")).isEqualTo(expected));
        assertThat(observed()).isEqualTo(before);
        observe(HOURS, HOURS + 2); // what comes after is flagged as if nothing had been simulated
        assertThat(rows("/labs/twin/streams/readings?limit=10&order=desc&from=" + START.plus(Duration.ofHours(HOURS))))
                .hasSize(6)
                .allSatisfy(row ->
                        assertThat(row.at("/_flags/no2/rate_of_change").asInt()).isNotEqualTo(2));
    }

    @Test
    @Order(2)
    void countsOnceHoweverOftenAndFastItIsSent() throws Exception {
        List<String> before = observed();
        long there = accepted();

        Ran again = simulate("less");
        datalab.kill();
        datalab.start();
        Ran paced = simulate("less", "--speed", "500000");
        everythingIsProcessed();

        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(paced.exit()).as(paced.output()).isZero();
        assertThat(again.output()).contains("there are events of scenario less already");
        assertThat(Double.parseDouble(paced.output().replaceAll("(?s).* sent in ([0-9.]+) s.*", "$1")))
                .isGreaterThan(Duration.ofDays(12).toSeconds() / 500_000.0 - 0.3);
        assertThat(accepted()).isEqualTo(there);
        assertThat(whatIf("less")).isEqualTo(expected());
        assertThat(observed()).isEqualTo(before);
    }

    @Test
    @Order(3)
    void drawsTheSameEventsFromTheSameSeed() throws Exception {
        List<String> drawn = dryRun("noisy");

        assertThat(drawn).hasSizeGreaterThan(800);
        assertThat(dryRun("noisy", "--speed", "1000000")).isEqualTo(drawn);
        assertThat(dryRun("noisy", "--seed", "1")).isEqualTo(drawn);
        assertThat(dryRun("noisy", "--seed", "2"))
                .hasSameSizeAs(drawn)
                .doesNotContainAnyElementsOf(List.of(drawn.getFirst()));
        assertThat(whatIf("noisy")).isEmpty();
    }

    @Test
    @Order(4)
    void letsAModelRunOn() throws Exception {
        List<JsonNode> course = rows("/labs/twin/models/last/forecast?key=b&horizon=24h&seed=5");
        List<String> before = observed();

        Ran simulated = simulate("next", "--seed", "5", "--json");

        assertThat(simulated.exit()).as(simulated.output()).isZero();
        everythingIsProcessed();
        List<JsonNode> rows = rows("/labs/twin/views/what_if?scenario=next&station=b");
        assertThat(rows).hasSize(24);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).path("window_start")).isEqualTo(course.get(i).path("at"));
            assertThat(rows.get(i).path("no2").asDouble())
                    .isEqualTo(course.get(i).path("simulated").asDouble() * 2);
        }
        assertThat(whatIf("next")).hasSize(3 * 24);
        assertThat(observed()).isEqualTo(before);
    }

    @Test
    @Order(5)
    void isStoppedWithWhatWasSentAndGoesOnWhenSentAgain() throws Exception {
        Path output = folder.resolve("stopped.txt");
        List<String> command = new ArrayList<>(StartedJava.datalab(List.of()));
        command.addAll(command("noisy", "--speed", "20000"));
        Process slow = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(whatIf("noisy")).isNotEmpty());
        slow.destroy();

        assertThat(slow.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(output).content().contains("events of scenario noisy sent", "stopped before its end");
        assertThat(whatIf("noisy")).hasSizeLessThan(expected().size());
        assertThat(simulate("noisy").exit()).isZero();
        everythingIsProcessed();
        assertThat(whatIf("noisy")).hasSize(expected().size());
        assertThat(rows("/labs/twin/views/what_if?limit=10000&scenario=noisy"))
                .allSatisfy(row -> assertThat(row.path("n").asInt()).isEqualTo(1));
    }

    @Test
    @Order(6)
    void refusesWhatTheLabDoesNotHave() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), LESS.replace("field: no2, add", "field: no, add"));

        Ran simulated = simulate(wrong.toString());

        assertThat(simulated.exit()).isEqualTo(1);
        assertThat(simulated.output())
                .contains(wrong + ":8:13: changes[1].field: found \"no\", expected one of: no2, n; did you mean no2?");
    }

    private static Ran simulate(String scenario, String... options) throws Exception {
        return Ran.datalab(command(scenario, options).toArray(String[]::new));
    }

    private static List<String> command(String scenario, String... options) {
        List<String> command = new ArrayList<>(List.of("simulate", "twin", "--scenario", scenario, "--labs"));
        command.addAll(List.of(folder.resolve("labs").toString(), "--url", "http://127.0.0.1:" + datalab.httpPort));
        command.addAll(List.of(options));
        return command;
    }

    private static List<String> dryRun(String scenario, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--dry-run");
        Ran ran = simulate(scenario, all.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.output()).isZero();
        return ran.output().lines().filter(line -> line.startsWith("{")).toList();
    }

    /** The rows of observed views, bytes and all, and what verify says of them. */
    private static List<String> observed() throws Exception {
        List<String> all = new ArrayList<>();
        for (String path : OBSERVED) {
            all.add(datalab.get(path).body());
        }
        for (String view : List.of("twin.hourly", "twin.newest")) {
            Ran verify = Ran.datalab("verify", view, "--url", "http://127.0.0.1:" + datalab.httpPort);
            assertThat(verify.exit()).as(verify.output()).isZero();
            all.add(verify.output().replaceAll("(?s).*(" + view + ": .* differ), in .*", "$1"));
        }
        return all;
    }

    /** By station and hour, as the scenario says it. */
    private static Map<String, String> expected() {
        Map<String, String> expected = new HashMap<>();
        for (int hour = 0; hour < HOURS; hour++) {
            Instant at = START.plus(Duration.ofHours(hour));
            ZonedDateTime local = at.atZone(ZONE);
            for (String key : KEYS) {
                boolean isOffline = key.equals("c") && at.toString().startsWith("2026-01-05");
                if (local.getDayOfMonth() >= 2 && local.getDayOfMonth() < 14 && !isOffline) {
                    Double no2 = no2(key, hour);
                    if (no2 != null && local.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0) {
                        no2 *= 0.8;
                    }
                    if (no2 != null && local.getHour() >= 7 && local.getHour() <= 9) {
                        no2 += 5;
                    }
                    expected.put(key + " " + at, "1 " + no2 + " " + Math.rint(hour * 0.5));
                }
            }
        }
        return expected;
    }

    private static Map<String, String> whatIf(String scenario) {
        Map<String, String> rows = new HashMap<>();
        for (JsonNode row : rows("/labs/twin/views/what_if?limit=10000&scenario=" + scenario)) {
            JsonNode no2 = row.path("no2");
            rows.put(
                    row.path("station").asText() + " "
                            + row.path("window_start").asText(),
                    row.path("n").asInt() + " " + (no2.isNull() ? null : no2.asDouble()) + " "
                            + row.path("whole").asDouble());
        }
        return rows;
    }

    /** One in seven is missing. */
    private static @Nullable Double no2(String key, int hour) {
        Random random = new Random(hour * 31L + key.hashCode());
        return random.nextInt(7) == 0 ? null : 40 + 10 * random.nextGaussian();
    }

    private static void observe(int from, int until) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int hour = from; hour < until; hour++) {
            for (String key : KEYS) {
                lines.add("{\"station\":\"%s\",\"at\":\"%s\",\"no2\":%s,\"n\":%s,\"more\":[1.50]}"
                        .formatted(key, START.plus(Duration.ofHours(hour)), no2(key, hour), hour));
            }
        }
        assertThat(datalab.post("/labs/twin/streams/readings", "application/x-ndjson", String.join("\n", lines))
                        .statusCode())
                .isEqualTo(200);
        everythingIsProcessed();
    }

    private static void everythingIsProcessed() {
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            for (JsonNode stream : json("/labs/twin").path("streams")) {
                assertThat(stream.path("lag").asLong(-1)).isZero();
            }
        });
    }

    private static long accepted() {
        return json("/labs/twin").path("streams").path(0).path("accepted").asLong();
    }

    private static List<JsonNode> rows(String path) {
        List<JsonNode> rows = new ArrayList<>();
        json(path).path("rows").forEach(rows::add);
        return rows;
    }

    private static JsonNode json(String path) {
        try {
            return JSON.readTree(datalab.get(path).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
