package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import datalab.system.Tab.Screen;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The screen of twins before a real DataLab: a series with a season of a day, fitted models, scenarios, and events that come. */
@Needs(CHROMIUM)
final class TwinIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LAB = """
            lab: station
            streams:
              readings:
                key: name
                time: at
                fields: {name: string, value: {type: number, unit: "°C"}, scenario: string}
            views:
              skill:
                of: scores
                by: [model, horizon]
                n: count
                bias: avg(error)
                mae: "avg(error < 0.0 ? -error : error)"
                rmse: rms(error)
                crps: avg(crps)
                coverage: avg(inside)
            models:
              usual:
                {title: As usual, of: readings, value: value, every: 1h, method: climatology, parts: hour, horizons: [1h, 24h]}
              last: {title: As before, of: readings, value: value, every: 1h, method: persistence, horizons: [1h, 24h]}
            """;
    private static final String TWIN = "#/labs/station/twin";
    private static final int HISTORY = 24 * 14;
    private static final int SINCE = 60;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static @Nullable DataLabProcess datalab;
    private static Instant first = Instant.EPOCH;
    private static int sent;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path lab = Files.createDirectories(folder.resolve("labs/station"));
        Files.writeString(lab.resolve("lab.yaml"), LAB);
        first = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(HISTORY + SINCE));
        DataLabProcess begun = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab = begun;
        begun.start();
        send(0, HISTORY, "observed", "", TwinIT::value);
        for (String model : new String[] {"usual", "last"}) {
            begun.post("/labs/station/models/" + model + "/fit", "application/json", "");
            await().until(() -> isFitted(model));
        }
        send(HISTORY, HISTORY + SINCE, "observed", "", TwinIT::value);
        send(HISTORY, HISTORY + SINCE, "simulated", "cooler", hour -> value(hour) - 4);
        send(HISTORY, HISTORY + SINCE, "simulated", "warmer", hour -> value(hour) * 1.2 + 2);
        await().until(() -> rows("/labs/station/views/skill").size() == 4);
    }

    @AfterAll
    static void stop() {
        if (datalab != null) {
            datalab.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, twin", "1280, DARK, twin-dark", "390, LIGHT, twin-narrow", "390, DARK, twin-narrow-dark"})
    void showsAKeyAsObservedExpectedAndSimulated(int width, ColorScheme scheme, String name) {
        try (Tab tab = open(TWIN + "?compare=scenario+cooler&compare=observed&last=PT24H", width, scheme)) {
            Locator plot = tab.find(".twin .plot").first();
            assertThat(plot).hasAttribute("data-lines", "7");
            assertThat(tab.find(".lab-nav a[aria-current]")).hasText("Twin");
            assertThat(tab.find(".twin figcaption")).hasCount(2);
            assertThat(tab.find(".twin figcaption").last()).hasText("Difference: cooler − observed");
            assertThat(tab.find("#skill tbody tr")).hasCount(4);
            assertThat(tab.find("#skill .best").first()).isVisible();
            assertThat(tab.find("#models .flag.good")).hasCount(2);
            tab.screenshot(name);
            assertThat(tab.contentWidth()).isEqualTo(width);
            assertThat(tab.hindrances()).isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void hidesAndShowsEachLineAndKeepsAllThatInItsAddress() {
        try (Tab tab = open(TWIN, 1280, ColorScheme.LIGHT)) {
            Locator plot = tab.find(".twin .plot").first();
            assertThat(plot).hasAttribute("data-lines", "7");
            Locator lines = tab.find("[aria-label=Lines]");
            Tab.button(lines, "As usual").press("Enter");
            assertThat(plot).hasAttribute("data-lines", "5");
            Tab.button(lines, "Forecast").press("Enter");
            assertThat(plot).hasAttribute("data-lines", "4");
            Tab.button(lines, "Residuals").press("Enter");
            assertThat(tab.find(".twin figcaption")).hasCount(0);
            Tab.button(lines, "Bands").press("Enter");
            tab.find(".twin select").first().selectOption("PT24H");
            Tab.button(tab.find("[aria-label=Period]"), "1 day").press("Enter");
            tab.find("[aria-label=Comparison] select").first().selectOption("scenario warmer");
            tab.find("[aria-label=Comparison] select").last().selectOption("scenario cooler");
            Tab.button(tab.find(".twin"), "Table beside it").press("Enter");
            assertThat(tab.find(".explore-table thead")).containsText("warmer − cooler");
            assertThat(tab.page())
                    .hasURL(Pattern.compile(
                            ".*key=a&last=PT24H&horizon=PT24H&hide=model\\+usual&hide=forecast&hide=residual"
                                    + "&hide=band&compare=.*"));

            tab.page().reload();

            assertThat(plot).hasAttribute("data-lines", "4");
            assertThat(tab.find("[aria-label=Lines] [aria-pressed=false]")).hasCount(4);
            assertThat(tab.find(".twin select").first()).hasValue("PT24H");
            assertThat(tab.find(".explore-table tbody tr").first()).isVisible();
            assertThat(tab.find(".twin figcaption")).hasText("Difference: warmer − cooler");
            assertThat(tab.hindrances()).isEmpty();
            tab.screenshot("twin-table");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void isMovedByKeyboardAndFindsAnotherKey() {
        try (Tab tab = open(TWIN, 1280, ColorScheme.LIGHT)) {
            assertThat(tab.find(".twin .plot canvas").first()).isVisible();
            tab.find(".twin .plot").first().press("+");
            assertThat(tab.page()).hasURL(Pattern.compile(".*from=.*to=.*"));
            Tab.button(tab.find(".twin"), "Earlier").click();
            tab.find("input.twin-key").fill("b");
            tab.find("input.twin-key").press("Enter");
            assertThat(tab.page()).hasURL(Pattern.compile(".*key=b&from=.*"));
            assertThat(tab.find(".twin .plot").first())
                    .hasAttribute("aria-label", Pattern.compile("value \\(°C\\) of b.*"));
            tab.find("input.twin-key").fill("nobody");
            tab.find("input.twin-key").press("Enter");
            assertThat(tab.find(".twin")).containsText("nothing has come of 'nobody' in the stream readings");
        }
    }

    @Test
    void followsWhatComesAndHasModelsFitted() throws IOException {
        try (Tab tab = open(TWIN + "?key=c&last=PT6H&table", 1280, ColorScheme.LIGHT)) {
            assertThat(tab.find(".explore-table tbody tr").first()).isVisible();
            tab.find("input.twin-key").fill("half typ");
            send(HISTORY + SINCE, HISTORY + SINCE + 1, "observed", "", hour -> 31.25);
            assertThat(tab.find(".explore-table tbody tr", "33.25").last()).isVisible();
            assertThat(tab.find("input.twin-key")).hasValue("half typ");
            tab.find("input.twin-key").press("Enter");
            assertThat(tab.find(".twin")).containsText("Nothing has come of half typ");
            tab.page()
                    .waitForRequest(
                            request -> request.method().equals("POST")
                                    && request.url().endsWith("/labs/station/models/last/fit"),
                            () -> tab.find("#models button[aria-label='Fit As before']")
                                    .press("Enter"));
            assertThat(tab.find("#models [role=status]")).containsText("A fit of As before is asked for");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    private static Tab open(String hash, int width, ColorScheme scheme) {
        return Tab.open(chromium.browser(), datalab().url("/" + hash), new Screen(width, 900, scheme));
    }

    private static double value(int hour) {
        Instant time = first.plus(Duration.ofHours(hour));
        double part = time.getEpochSecond() / 3600 % 24 * Math.PI / 12;
        return 12 + 6 * Math.sin(part) + 2 * Math.sin(2 * part) + new Random(hour).nextGaussian();
    }

    private static void send(int from, int until, String origin, String scenario, IntToDoubleFunction value)
            throws IOException {
        String more = scenario.isEmpty() ? "" : ",\"scenario\":\"" + scenario + "\"";
        String lines = IntStream.range(from, until)
                .boxed()
                .flatMap(hour -> IntStream.of('a', 'b', 'c')
                        .mapToObj(key -> "{\"name\":\"%s\",\"at\":\"%s\",\"value\":%s,\"_origin\":\"%s\"%s}"
                                .formatted(
                                        (char) key,
                                        first.plus(Duration.ofHours(hour)),
                                        value.applyAsDouble(hour) + key - 'a',
                                        origin,
                                        more)))
                .collect(Collectors.joining("\n"));
        assertThat(datalab()
                        .post("/labs/station/streams/readings", "application/x-ndjson", lines)
                        .statusCode())
                .isEqualTo(200);
        sent += 3 * (until - from);
        await().until(() -> JSON.readTree(datalab().get("/labs/station").body())
                        .at("/streams/0/accepted")
                        .asInt()
                == sent);
    }

    private static boolean isFitted(String model) throws IOException {
        for (JsonNode row : rows("/labs/station/models")) {
            if (row.path("name").asText().equals(model)) {
                return row.path("keys").asInt() == 3;
            }
        }
        return false;
    }

    private static JsonNode rows(String path) throws IOException {
        return JSON.readTree(datalab().get(path).body()).path("rows");
    }

    private static DataLabProcess datalab() {
        return Objects.requireNonNull(datalab);
    }
}
