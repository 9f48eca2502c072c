package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import datalab.system.Tab.Screen;
import datalab.testkit.Needs;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The screen of a lab's quality, in a real Chromium: no server, canned answers. */
@Needs(CHROMIUM)
final class QualityIT {
    private static final String STREAM = "/labs/garden/streams/readings";
    private static final String FLAGS = STREAM + "/flags";
    private static final String ANNOTATIONS = "/labs/garden/streams/annotations";
    private static final String REJECTS = "/labs/garden/rejects";
    private static final String LAB = """
            {"name":"garden","title":"The garden","routes":[],"views":[],"streams":[
              {"name":"readings","key":"plant","quality":[{"field":"wet","test":"spike"}],"fields":[
                {"name":"plant","type":"string"},{"name":"wet","type":"number","unit":"%"}]}MORE]}
            """;
    private static final String ANNOTATIONS_STREAM = Stream.of(
                    "id", "stream", "key", "event", "field", "begins", "ends", "flag", "note", "author", "withdrawn")
            .map(name -> "{\"name\":\"" + name + "\",\"type\":\"string\"}")
            .collect(Collectors.joining(
                    ",", ",{\"name\":\"annotations\",\"key\":\"id\",\"quality\":[],\"fields\":[", "]}"));

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @ParameterizedTest
    @CsvSource({
        "1280, LIGHT, quality",
        "1280, DARK, quality-dark",
        "390, LIGHT, quality-narrow",
        "390, DARK, quality-narrow-dark"
    })
    void showsWhatWasFlaggedAndWhatPeopleSay(int width, ColorScheme scheme, String name) {
        Screen screen = new Screen(width, 900, scheme);
        try (Tab tab = CannedPage.open(chromium.browser(), answers(), "/#/labs/garden/quality", screen)) {
            assertThat(tab.find(".quality .tiles")).containsText("480");
            assertThat(tab.find(".flag-times rect.suspect")).hasCount(24);
            assertThat(tab.find(".flag-events tbody tr")).hasCount(2);
            assertThat(tab.find(".flag-events tbody tr").first()).containsText("fail · spike");
            assertThat(tab.find(".flag-events tbody tr").first()).containsText("the cable was loose");
            assertThat(tab.find(".annotation")).containsText("plant1, event 0:7");
            assertThat(tab.find(".reject")).containsText("missing_field");
            assertThat(Tab.button(tab.find(".reject"), "Retry")).isVisible();
            assertThat(tab.contentWidth()).isEqualTo(width);
            tab.screenshot(name);
            assertThat(tab.hindrances()).isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void isNarrowedDownByKeyboardAndKeepsThatInItsAddress() {
        try (Tab tab = open(answers())) {
            Locator plant = Tab.button(tab.find(".flag-table").nth(1), "plant1");
            plant.focus();
            tab.page().waitForRequest(request -> request.url().contains("plant.is=plant1"), () -> plant.press("Enter"));
            tab.page()
                    .waitForRequest(
                            request -> request.url().contains("test=spike"),
                            () -> Tab.button(tab.find(".flag-table").first(), "spike")
                                    .press("Enter"));
            tab.page()
                    .waitForRequest(
                            request -> request.url().contains("from=2026-01-01T03%3A00%3A00.000Z&to=2026-01-01T04"),
                            () -> tab.find(".flag-bar").nth(3).click());

            assertThat(tab.page())
                    .hasURL(Pattern.compile(".*from=2026-01-01T03.*&to=2026-01-01T04.*&key=plant1&test=spike"));
            tab.page()
                    .waitForRequest(
                            request -> request.url().endsWith("/flags?test=spike&plant.is=plant1"),
                            () -> Tab.button(tab.find(".quality"), "all there is")
                                    .press("Enter"));
            assertThat(tab.page()).hasURL(Pattern.compile(".*quality\\?all=&key=plant1&test=spike"));
        }
    }

    @Test
    void saysWhatThereIsNotAndWhatWentWrong() {
        Map<String, String> answers = answers();
        answers.put("/labs/garden", LAB.replace("MORE", ""));
        answers.remove(FLAGS);
        try (Tab tab = open(answers)) {
            assertThat(tab.find("#annotations")).containsText("no stream for them yet");
            assertThat(tab.find("#annotations pre")).containsText("withdrawn: boolean");
            assertThat(tab.find(".quality [role=alert]")).containsText("no such thing");
            answers.put(FLAGS, counts(0, "[]"));

            Tab.button(tab.find(".quality [role=alert]"), "Try again").click();

            assertThat(tab.find(".quality")).containsText("480 events passed spike of wet");
        }
    }

    private static Map<String, String> answers() {
        Map<String, String> answers = new HashMap<>();
        answers.put("/labs/garden", LAB.replace("MORE", ANNOTATIONS_STREAM));
        answers.put(STREAM, "{\"rows\":[{\"_time\":\"2026-01-01T23:59:00Z\"}],\"after\":null}");
        answers.put(FLAGS, counts(1, """
                [{"plant":"plant1","wet":99,"_time":"2026-01-01T23:40:00Z","_at":"0:7",
                  "_flags":{"wet":{"spike":4,"aggregate":4}}},
                 {"plant":"plant2","wet":1,"_time":"2026-01-01T23:20:00Z","_at":"0:6",
                  "_flags":{"wet":{"spike":3,"aggregate":3}}}]"""));
        answers.put(ANNOTATIONS, """
                {"rows":[{"id":"1","stream":"readings","key":"plant1","event":"0:7","flag":4,"note":"the cable was loose",
                 "author":"Ada","_time":"2026-01-02T08:00:00Z"},
                 {"id":"2","stream":"readings","note":"gone","withdrawn":true,"_time":"2026-01-02T08:00:00Z"}],"after":null}""");
        answers.put(REJECTS, """
                {"rows":[{"id":"0:1","stream":"readings","source":"mqtt","reason":"missing_field","field":"plant",
                 "detail":"plant is missing","payload":"{}","payload_base64":null,"payload_bytes":2,
                 "arrived":"2026-01-01T10:00:00Z","retried_at":null}],"after":null}""");
        return answers;
    }

    private static String counts(int flagged, String rows) {
        String times = IntStream.range(0, 24)
                .mapToObj(
                        "{\"start\":\"2026-01-01T%02d:00:00Z\",\"events\":20,\"missing\":0,\"suspect\":%%d,\"fail\":%%d}"
                                ::formatted)
                .map(time -> time.formatted(flagged, flagged))
                .collect(Collectors.joining(","));
        String counts = "\"missing\":0,\"suspect\":%d,\"fail\":%d".formatted(24 * flagged, 24 * flagged);
        String tests = flagged == 0 ? "" : "{\"field\":\"wet\",\"test\":\"spike\"," + counts + "}";
        String keys = flagged == 0 ? "" : "{\"key\":\"plant1\",\"events\":240," + counts + "}";
        return """
                {"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","events":480,%s,"bucket":"PT1H","tests":[%s],
                 "keys":[%s],"keys_flagged":%d,"times":[%s],"rows":%s}""".formatted(counts, tests, keys, flagged, times, rows);
    }

    private static Tab open(Map<String, String> answers) {
        return CannedPage.open(chromium.browser(), answers, "/#/labs/garden/quality", Screen.DESKTOP);
    }
}
