package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.system.CannedPage.NO_ROWS;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import datalab.system.Tab.Screen;
import datalab.testkit.Needs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The screen that explores a stream or a view, in a real Chromium. */
@Needs(CHROMIUM)
final class ExploreIT {
    private static final String LAB = """
            {"name":"garden","title":"The garden","routes":[],"streams":[
              {"name":"readings","key":"plant","time":"at","fields":[
                {"name":"plant","type":"string"},{"name":"wet","type":"number","unit":"%"},
                {"name":"warm","type":"number","unit":"°C"}],
               "accepted":1,"rejected":0,"duplicates":0,"lag":0,"alarm":null,"partitions":[],"files":[],"position":null}],
             "views":[{"name":"hourly","stream":"readings","by":["plant"],"every":"PT1H","served":true,
               "columns":[{"name":"n","type":"integer","unit":null},{"name":"mean","type":"number","unit":"%"}]}]}
            """;
    private static final String VIEW = "/labs/garden/views/hourly";
    private static final String STREAM = "/labs/garden/streams/readings";

    private static final String TWO_DAYS = "/#/labs/garden/explore?from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Test
    void drawsTheRowsOfAPeriod() {
        try (Tab tab = open(answers(2), TWO_DAYS)) {
            Locator plot = tab.find(".plot");
            assertThat(plot).hasAttribute("data-lines", "2");
            assertThat(plot).hasAttribute("data-points", "96");
            assertThat(tab.find(".plot canvas")).isVisible();
            assertThat(tab.find(".explore")).containsText("96 rows, all there are");
            assertThat(tab.hindrances()).isEmpty();
            assertThat(tab.complaints()).isEmpty();
            tab.screenshot("explore");
        }
    }

    @Test
    void asksForLargerWindowsOfALongPeriod() {
        Map<String, String> answers = answers(2);
        answers.put("/labs/garden", LAB.replace("\"views\":[", """
                "views":[{"name":"daily","stream":"readings","by":["plant"],"every":"PT24H","served":true,
                "columns":[{"name":"n","type":"integer"},{"name":"mean","type":"number"}]},"""));
        String years = "/#/labs/garden/explore?of=views/hourly&from=2020-01-01T12:00:00Z&to=2026-01-03T00:00:00Z";
        try (Tab tab = open(answers, TWO_DAYS)) {
            Request asked = tab.page()
                    .waitForRequest(
                            request -> request.url().contains("every="),
                            () -> tab.page().navigate("http://page.test" + years));

            assertThat(asked.url())
                    .contains("every=86400s", "from=2020-01-01T00%3A00%3A00Z", "to=2026-01-03T00%3A00%3A00Z");
            assertThat(tab.find(".explore")).containsText("merged from the view's own");
            assertThat(tab.find("[aria-label='Rows of 1 d'] a >> text=parquet"))
                    .hasAttribute("href", Pattern.compile(".*/views/hourly/export\\?.*every=86400s.*format=parquet"));
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void isMovedAndZoomedByKeyboardAndByDragging() {
        try (Tab tab = open(answers(2), TWO_DAYS)) {
            assertThat(tab.find(".plot canvas")).isVisible();

            tab.find(".plot").press("ArrowLeft");
            tab.find(".plot").press("+");

            assertThat(tab.page()).hasURL(Pattern.compile(".*from=2026-01-01T00%3A00.*to=2026-01-02T00%3A00.*"));
            var over = tab.find(".plot .u-over").boundingBox();
            tab.page().mouse().move(over.x + over.width / 4, over.y + 50);
            tab.page().mouse().down();
            tab.page().mouse().move(over.x + over.width / 2, over.y + 60);
            tab.page().mouse().up();
            assertThat(tab.page()).hasURL(Pattern.compile(".*from=2026-01-01T0[56].*to=2026-01-01T1[12].*"));
        }
    }

    @Test
    void restoresAllThatAnAddressSays() {
        String address = "/#/labs/garden/explore?of=streams/readings&from=2026-01-01T00:00:00Z&to=2026-01-01T06:00:00Z"
                + "&key.plant=plant1&column=wet&column=warm&zone=America/Caracas&scale=log&table";
        try (Tab tab = open(answers(2), address)) {
            assertThat(tab.find("select")).hasValue("streams/readings");
            assertThat(tab.find("input[type=datetime-local]").first()).hasValue("2025-12-31T20:00");
            assertThat(tab.find(".explore-table tbody tr").first()).containsText("2026-01-02 19:00:00");
            assertThat(Tab.button(tab.find(".explore"), "Log")).hasAttribute("aria-pressed", "true");
            assertThat(tab.find("a.control", "parquet"))
                    .hasAttribute(
                            "href",
                            "labs/garden/streams/readings/export?from=2026-01-01T00%3A00%3A00Z&to=2026-01-01T06%3A00%3A00Z"
                                    + "&plant.is=plant1&format=parquet");
            Tab.button(tab.find("section", "Take it away"), "SQL").click();
            assertThat(tab.find(".snippet")).containsText("from \"garden\".\"readings\"");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void showsManyKeysAsABandWithTheirMedian() {
        try (Tab tab = open(answers(20), TWO_DAYS)) {
            assertThat(tab.find(".plot .u-legend")).containsText("median");
            assertThat(Tab.button(tab.find(".explore"), "Band")).hasAttribute("aria-pressed", "true");
            tab.screenshot("explore-band");
        }
    }

    @Test
    void ringsWhatWasFlagged() {
        Map<String, String> answers = answers(1);
        answers.put(STREAM, rows(1, "\"wet\":40,\"warm\":9,\"_time\":\"%s\",\"_flags\":{\"wet\":{\"spike\":4}}"));
        try (Tab tab = open(answers, TWO_DAYS + "&of=streams/readings")) {
            assertThat(tab.find(".explore")).containsText("48 flagged, ringed");
            tab.screenshot("explore-flags");
        }
    }

    @Test
    void laysASecondSourceOverTheFirst() {
        try (Tab tab = open(answers(2), TWO_DAYS)) {
            Locator plot = tab.find(".plot");
            assertThat(plot).hasAttribute("data-lines", "2");
            Tab.button(tab.find(".explore"), "Layers none").click();
            tab.find(".pick-option", "warm of readings").locator("input").check();

            assertThat(plot).hasAttribute("data-layers", "2");
            assertThat(tab.find(".u-legend")).containsText("plant2 · warm of readings");
            assertThat(tab.page()).hasURL(Pattern.compile(".*layer=streams%2Freadings\\+warm.*"));
            tab.page().reload();
            assertThat(plot).hasAttribute("data-layers", "2");
            assertThat(tab.hindrances()).isEmpty();
            tab.screenshot("explore-layers");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void keepsBoardsOfSeveralCharts() {
        String link;
        try (Tab tab = open(answers(2), TWO_DAYS)) {
            put(tab);
            tab.page().navigate("http://page.test" + TWO_DAYS + "&of=streams/readings&column=warm");
            put(tab);
            tab.find("a", "See Mornings").click();
            assertThat(tab.find(".board-chart .plot")).hasCount(2);
            link = tab.page().url();

            tab.page().navigate("http://page.test/#/labs/garden/boards");
            tab.find("a", "Mornings (2)").click();
            assertThat(tab.find(".board-chart .plot")).hasCount(2);
            tab.find(".board-chart", "mean of hourly").getByText("Remove").press("Enter");
            assertThat(tab.find("a", "Mornings (1)")).isVisible();
            Tab.button(tab.find("main"), "Delete").press("Enter");
            assertThat(tab.find("main")).containsText("No boards yet");
            assertThat(tab.complaints()).isEmpty();
        }
        restoresFromItsLink(link, new Screen(1280, 900, ColorScheme.LIGHT), "board");
        restoresFromItsLink(link, new Screen(390, 900, ColorScheme.DARK), "board-narrow-dark");
    }

    private static void put(Tab tab) {
        tab.find("form input[list=boards]").fill("Mornings");
        tab.find("form input[list=boards]").press("Enter");
        assertThat(tab.find("a", "See Mornings")).isVisible();
    }

    /** In a browser that has never seen it. */
    private static void restoresFromItsLink(String link, Screen screen, String name) {
        String path = link.substring(link.indexOf("/#"));
        try (Tab tab = CannedPage.open(chromium.browser(), answers(2), path, screen)) {
            assertThat(tab.find(".board-chart .plot canvas")).hasCount(2);
            assertThat(tab.find(".board-chart h2").last()).containsText("warm of readings");
            assertThat(tab.contentWidth()).isEqualTo(screen.width());
            assertThat(tab.hindrances()).isEmpty();
            tab.screenshot(name);
            Tab.button(tab.find("main"), "Keep in this browser").click();
            assertThat(tab.find("a", "Mornings (2)")).isVisible();
        }
    }

    @Test
    void saysWhatToDoWhereNothingIsAndWhatWentWrong() {
        Map<String, String> answers = answers(1);
        answers.put(VIEW, NO_ROWS);
        try (Tab tab = open(answers, "/#/labs/garden/explore")) {
            assertThat(tab.find(".explore")).containsText("Nothing is there yet");
            answers.put(STREAM, "{");
        }
        answers.remove(VIEW);
        try (Tab tab = open(answers, "/#/labs/garden/explore")) {
            assertThat(tab.find(".explore [role=alert]")).containsText("no such thing");
            answers.putAll(answers(1));
            Tab.button(tab.find(".explore [role=alert]"), "Try again").click();
            assertThat(tab.find(".plot")).hasAttribute("data-lines", "1");
        }
    }

    @Test
    void readsTheClocksOfAZone() {
        Object texts = CannedPage.evaluate(chromium.browser(), "explore/zone.js", """
                ['Europe/Berlin', 'Asia/Kathmandu', 'America/Caracas', 'UTC'].flatMap((zone) =>
                  ['2024-03-31T01:59', '2024-03-31T03:00', '2024-10-27T04:00', '1970-01-01T00:00'].map((text) =>
                    m.toInput(m.fromInput(text, zone), zone) === text ? 'same' : `${zone} ${text}`))""");
        Object berlin = CannedPage.evaluate(
                chromium.browser(),
                "explore/zone.js",
                "new Date(m.fromInput('2024-07-01T12:00', 'Europe/Berlin')).toISOString()");

        assertThat((List<?>) texts).allMatch("same"::equals);
        assertThat(berlin).isEqualTo("2024-07-01T10:00:00.000Z");
    }

    /** A lab of some plants, an hour apart for two days. */
    private static Map<String, String> answers(int plants) {
        Map<String, String> answers = new HashMap<>();
        answers.put("/labs/garden", LAB);
        answers.put(VIEW, rows(plants, "\"n\":3,\"mean\":42.5,\"window_start\":\"%s\""));
        answers.put(STREAM, rows(plants, "\"wet\":40,\"warm\":9,\"_time\":\"%s\""));
        return answers;
    }

    private static String rows(int plants, String members) {
        return IntStream.range(0, 48 * plants)
                .mapToObj(i -> "{\"plant\":\"plant%s\",%s}"
                        .formatted(
                                i % plants + 1,
                                members.replace(
                                        "%s",
                                        "2026-01-0%s%s:00:00Z"
                                                .formatted(
                                                        1 + i / plants / 24,
                                                        "T" + (i / plants % 24 < 10 ? "0" : "") + i / plants % 24))))
                .collect(Collectors.joining(",", "{\"rows\":[", "],\"after\":null}"));
    }

    private static Tab open(Map<String, String> answers, String path) {
        return CannedPage.open(chromium.browser(), answers, path);
    }
}
