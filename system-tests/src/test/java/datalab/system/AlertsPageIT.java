package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import datalab.system.Tab.Screen;
import datalab.testkit.Needs;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The screen of a lab's alerts, in a real Chromium: no server, canned answers. */
@Needs(CHROMIUM)
final class AlertsPageIT {
    private static final String LAB = """
            {"name":"garden","title":"The garden","routes":[],
             "views":[{"name":"per_minute","stream":"readings","by":["plant"],"every":"PT1M","columns":[]}],
             "streams":[{"name":"readings","key":"plant","fields":[{"name":"plant","type":"string"}]}],
             "alerts":[{"name":"dry","title":"Too dry","of":"per_minute","by":["plant"],"when":"wet < 20.0",
               "until":"wet > 25.0","for":"PT10M","silent":null},
              {"name":"silent","title":"Nothing heard","of":"readings","by":["plant"],"when":null,
               "until":null,"for":null,"silent":"PT1H30M"}]}
            """;
    private static final String ALERTS = "/labs/garden/alerts";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @ParameterizedTest
    @CsvSource({
        "1280, LIGHT, alerts",
        "1280, DARK, alerts-dark",
        "390, LIGHT, alerts-narrow",
        "390, DARK, alerts-narrow-dark"
    })
    void showsWhatFiresWhatHeldAndWhatIsWatched(int width, ColorScheme scheme, String name) {
        Screen screen = new Screen(width, 900, scheme);
        try (Tab tab = CannedPage.open(chromium.browser(), answers(), "/#/labs/garden/alerts", screen)) {
            assertThat(tab.find(".firing li").first()).containsText("Too dry plant=p0");
            Locator rows = tab.find("tbody tr");
            assertThat(rows).hasCount(6);
            assertThat(rows.nth(0)).containsText("goes on");
            assertThat(rows.nth(1)).containsText("resolved");
            assertThat(rows.nth(1)).containsText("1 h");
            assertThat(rows.nth(2)).containsText("withdrawn");
            assertThat(rows.nth(0).locator("a"))
                    .hasAttribute(
                            "href",
                            Pattern.compile("#/labs/garden/explore\\?of=views%2Fper_minute&key\\.plant=p0&from=.*"));
            assertThat(tab.find(".watched")).containsText("wet < 20.0 for 10 min, until wet > 25.0");
            assertThat(tab.find(".watched")).containsText("nothing heard for 1 h 30 min");
            assertThat(tab.contentWidth()).isEqualTo(width);
            tab.screenshot(name);
            assertThat(tab.hindrances()).isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void isNarrowedDownAndKeepsThatInItsAddress() {
        try (Tab tab = open(answers())) {
            tab.page()
                    .waitForRequest(
                            request -> request.url().contains("state=resolved&limit"),
                            () -> tab.find("select").nth(1).selectOption("resolved"));
            assertThat(tab.page()).hasURL(Pattern.compile(".*alerts\\?state=resolved"));
        }
    }

    @Test
    void saysWhatWentWrongAndThatThereAreNone() {
        Map<String, String> answers = answers();
        answers.remove(ALERTS);
        try (Tab tab = open(answers)) {
            assertThat(tab.find("[role=alert]").first()).containsText("no such thing");
            answers.put(ALERTS, CannedPage.NO_ROWS);
            Tab.button(tab.find("[role=alert]").first(), "Try again").click();
            assertThat(tab.find("main")).containsText("Nothing fires");
        }
        answers.put("/labs/garden", LAB.replaceFirst("(?s)\"alerts\":.*", "\"alerts\":[]}"));
        try (Tab tab = open(answers)) {
            assertThat(tab.find("main")).containsText("This lab has no alerts");
        }
    }

    private static Map<String, String> answers() {
        Instant now = Instant.now();
        String[] states = {"firing", "resolved", "withdrawn"};
        String rows = IntStream.range(0, 6)
                .mapToObj(i -> {
                    Instant since = now.minus(Duration.ofHours(2L * i + 1));
                    String until = i % 3 == 0 ? "null" : "\"" + since.plus(Duration.ofHours(1)) + "\"";
                    return """
                            {"episode":"e%1$s","alert":"dry","title":"Too dry","group":{"plant":"p%1$s"},"state":"%2$s",
                             "since":"%3$s","fired":"%3$s","until":%4$s,"value":1%1$s.25,"told":1}
                            """.formatted(i, states[i % 3], since, until);
                })
                .collect(Collectors.joining(",", "{\"rows\":[", "],\"after\":null}"));
        return new HashMap<>(Map.of("/labs/garden", LAB, ALERTS, rows));
    }

    private static Tab open(Map<String, String> answers) {
        return CannedPage.open(chromium.browser(), answers, "/#/labs/garden/alerts");
    }
}
