package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import datalab.system.Tab.Screen;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Explore of the lab that ships: people's own flags and notes over its charts. A real DataLab, a real Chromium. */
@Needs(CHROMIUM)
final class ExploreSensorsIT {
    private static final String READINGS = "/labs/sensors/streams/readings";
    private static final String ANNOTATIONS = "/labs/sensors/streams/annotations";
    /** Said after those of April, and more than are looked through at once. */
    private static final int LATER_NOTES = 1_100;

    private static final String HOUR =
            "#/labs/sensors/explore?of=%s&from=2024-05-01T10:00:00Z&to=2024-05-01T11:00:00Z&zone=UTC&table";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static @Nullable DataLabProcess datalab;

    @BeforeAll
    static void start(@TempDir Path folder) {
        datalab = new DataLabProcess(Path.of("../labs").toAbsolutePath(), folder.resolve("data"));
        datalab.start("sensors");
        for (String sensor : new String[] {"sensor1", "sensor2"}) {
            post(READINGS, array(60, """
                    {"name":"%s","value":%%1$s,"timestamp":"2024-05-01T10:%%2$s:00Z"}""".formatted(sensor)));
        }
        post(ANNOTATIONS, """
                [{"id":"ever","stream":"readings","field":"value","ends":"2024-04-10T00:00:00Z","note":"before the roof"},
                 {"id":"other field","stream":"readings","field":"power","begins":"2024-04-01T00:00:00Z",
                  "ends":"2024-04-02T00:00:00Z","note":"weak"},
                 {"id":"mo&v=ed","stream":"readings","begins":"2024-04-01T05:00:00Z","note":"of April"}]""");
        post(ANNOTATIONS, """
                {"id":"mo&v=ed","stream":"readings","begins":"2024-05-03T05:00:00Z","ends":"2024-05-03T06:00:00Z",
                 "note":"of May"}""");
        post(ANNOTATIONS, array(LATER_NOTES, """
                {"id":"%1$s","stream":"readings","note":"%1$s",
                 "begins":"2024-06-01T10:00:00Z","ends":"2024-06-01T11:00:00Z"}"""));
        post(ANNOTATIONS, """
                [{"id":"sun","stream":"readings","key":"sensor1","begins":"2024-05-01T10:20:00Z","ends":"2024-05-01T10:30:00Z",
                  "flag":4,"note":"it stood in the sun","author":"Ada"},
                 {"id":"door","stream":"readings","key":"sensor2","event":"0:1","begins":"2024-05-01T10:40:00Z",
                  "note":"the <b>door</b>"},
                 {"id":"all","stream":"readings","begins":"2024-05-01T09:00:00Z","ends":"2024-05-01T10:05:00Z","flag":3},
                 {"id":"later","stream":"readings","begins":"2024-05-01T11:00:00Z","note":"not in this hour"},
                 {"id":"gone","stream":"readings","begins":"2024-05-01T10:10:00Z","ends":"2024-05-01T10:15:00Z",
                  "note":"withdrawn"},
                 {"id":"other","stream":"annotations","begins":"2024-05-01T10:10:00Z","note":"of another stream"}]""");
        post(ANNOTATIONS, "{\"id\":\"gone\",\"stream\":\"readings\",\"withdrawn\":true}");
        await().until(() -> rows(ANNOTATIONS) == 11 + LATER_NOTES
                && rows(READINGS) == 120
                && rows("/labs/sensors/views/per_minute") == 120);
    }

    @AfterAll
    static void stop() {
        if (datalab != null) {
            datalab.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "streams/readings, 1280, LIGHT, explore-notes",
        "views/per_minute, 1280, DARK, explore-notes-dark",
        "views/per_minute, 390, LIGHT, explore-notes-narrow"
    })
    void drawsNotesWhereTheyHappenedListsThemAndPutsThemIntoTheTable(
            String of, int width, ColorScheme scheme, String name) {
        try (Tab tab = open(HOUR.formatted(of), new Screen(width, 900, scheme))) {
            assertThat(tab.find(".plot")).hasAttribute("data-notes", "3");
            Locator marks = tab.find(".plot .note-mark");
            assertThat(marks).hasCount(3);
            assertThat(marks.nth(2).boundingBox().width).isBetween(10.0, 25.0);
            assertThat(marks.nth(1)).hasAttribute("title", "fail · it stood in the sun · of sensor1, by Ada");
            assertThat(share(tab, marks.nth(1))).isBetween(0.32, 0.35);
            assertThat(share(tab, marks.nth(0))).isBetween(-0.01, 0.01);
            Locator list = tab.find(".chart-notes li");
            assertThat(list).hasCount(3);
            assertThat(list.nth(1)).containsText("2024-05-01 10:20:00 to 2024-05-01 10:30:00, by Ada");
            assertThat(list.nth(2)).containsText("the <b>door</b> sensor2, event 0:1 at 2024-05-01 10:40:00");
            Locator told = tab.find(".explore-table tbody tr", "it stood in the sun");
            assertThat(told).hasCount(10);
            assertThat(told.first()).containsText("sensor1");
            assertThat(tab.find(".explore-table tbody tr", "door")).hasCount(1);
            assertThat(tab.contentWidth()).isEqualTo(width);
            tab.screenshot(name);
            assertThat(tab.hindrances()).isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void notesFollowThePeriodAndTheKeys() {
        try (Tab tab = open(HOUR.formatted("streams/readings") + "&key.name=sensor2", Screen.DESKTOP)) {
            assertThat(tab.find(".chart-notes li")).hasCount(2);
            Tab.button(tab.find(".explore"), "Later").click();
            assertThat(tab.find(".chart-notes li")).hasCount(2);
            assertThat(tab.find(".chart-notes")).containsText("not in this hour");
            Tab.button(tab.find(".explore"), "Earlier").click();
            assertThat(tab.find(".chart-notes")).not().containsText("not in this hour");

            tab.find(".chart-notes a").click();
            tab.find(".annotation", "the <b>door</b>").getByText("Withdraw").click();
            assertThat(tab.find("#annotations")).containsText("Withdrawn.");
            tab.page().goBack();

            assertThat(tab.find(".chart-notes li")).hasCount(1);
            assertThat(tab.complaints()).isEmpty();
        } finally {
            post(ANNOTATIONS, """
                    {"id":"door","stream":"readings","key":"sensor2","event":"0:1","begins":"2024-05-01T10:40:00Z",
                     "note":"the <b>door</b>"}""");
        }
    }

    @Test
    void notesAreBoundedAndSayWhenThereAreMore() {
        String hash = "#/labs/sensors/explore?from=2024-06-01T10:30:00Z&to=2024-06-01T12:00:00Z";
        try (Tab tab = open(hash, Screen.DESKTOP)) {
            assertThat(tab.find(".chart-notes")).containsText("The first 100 of 1,000; zoom in for the others.");
            assertThat(tab.find(".chart-notes")).containsText("More than 1,000 are of this period");
            assertThat(tab.find(".chart-notes li")).hasCount(100);
            assertThat(tab.hindrances()).isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void notesWithoutABeginAndWhatTheySayByNow() {
        String april = "#/labs/sensors/explore?of=streams/readings&from=2024-04-01T00:00:00Z&to=2024-04-02T00:00:00Z";
        try (Tab tab = open(april, Screen.DESKTOP)) {
            assertThat(tab.find(".chart-notes li")).hasCount(1);
            assertThat(tab.find(".chart-notes li")).containsText("before the roof");
            String may = "/" + april.replace("04-01", "05-03").replace("04-02", "05-04");
            tab.page().navigate(datalab().url(may).toString());
            assertThat(tab.find(".chart-notes")).containsText("of May");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, board-notes", "390, DARK, board-notes-narrow-dark"})
    void boardsDrawThemToo(int width, ColorScheme scheme, String name) {
        String hour = "&from=2024-05-01T10:00:00Z&to=2024-05-01T11:00:00Z&zone=UTC&key.name=";
        String board = Stream.of("streams/readings", "views/per_minute")
                .flatMap(of -> Stream.of("sensor1", "sensor2").map(sensor -> "of=" + of + hour + sensor))
                .map(text -> "&chart=" + URLEncoder.encode(text, UTF_8))
                .collect(Collectors.joining("", "#/labs/sensors/boards?name=Notes", ""));
        try (Tab tab = open(board, new Screen(width, 900, scheme))) {
            Locator charts = tab.find(".board-chart");
            assertThat(charts).hasCount(4);
            for (int i = 0; i < 4; i++) {
                assertThat(charts.nth(i).locator(".plot")).hasAttribute("data-notes", "2");
                assertThat(charts.nth(i).locator(".plot .note-mark")).hasCount(2);
            }
            charts.first().locator("summary").press("Enter");
            assertThat(charts.first().locator("li").nth(1)).containsText("it stood in the sun");
            assertThat(charts.nth(1).locator("summary")).containsText("Flags and notes of people: 2");
            assertThat(charts.nth(1).locator("details")).not().containsText("it stood in the sun");
            assertThat(tab.contentWidth()).isEqualTo(width);
            tab.screenshot(name);
            assertThat(tab.hindrances()).isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void drawsAYearOfMinutesFromItsHoursAndTenFromTheirDays() {
        String minutes = "#/labs/sensors/explore?of=views/per_minute&to=2025-01-01T00:00:00Z&from=";
        try (Tab tab = open(minutes + "2024-01-01T00:00:00Z", Screen.DESKTOP)) {
            assertThat(tab.find(".explore")).containsText("2 rows, each of 1 h, merged from the view's own");
            assertThat(tab.complaints()).isEmpty();
        }
        try (Tab tab = open(minutes + "2015-01-01T00:00:00Z", Screen.DESKTOP)) {
            assertThat(tab.find(".explore")).containsText("2 rows, each of 1 d, merged from the view's own");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    /** How far into the chart a mark stands. */
    private static double share(Tab tab, Locator mark) {
        var over = tab.find(".plot .u-over").boundingBox();
        var box = mark.boundingBox();
        return (box.x + box.width / 2 - over.x) / over.width;
    }

    private static Tab open(String hash, Screen screen) {
        return Tab.open(chromium.browser(), datalab().url("/" + hash), screen);
    }

    private static long rows(String path) {
        return datalab()
                .get(path + "?limit=10000&format=csv")
                .body()
                .lines()
                .skip(1)
                .count();
    }

    private static String array(int count, String json) {
        return IntStream.range(0, count)
                .mapToObj(i -> json.formatted(i, (i < 10 ? "0" : "") + i))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static void post(String path, String json) {
        var answer = datalab().post(path, "application/json", json);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    private static DataLabProcess datalab() {
        return Objects.requireNonNull(datalab);
    }
}
