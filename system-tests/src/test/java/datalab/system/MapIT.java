package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import datalab.system.Tab.Screen;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The map of a lab with positions in a real Chromium, before a real DataLab to which a conference was simulated. */
@Needs(CHROMIUM)
final class MapIT {
    private static final Pattern MANY = Pattern.compile("[1-9]\\d+");

    private static final String JSON = "application/json";
    private static final String LONG_GONE = "41";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static @Nullable DataLabProcess datalab;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"));
        datalab.start("connections");
        Ran simulated =
                Ran.datalab("simulate", "connections", "--people", "40", "--hours", "3", "--url", uri("").toString());
        assertThat(simulated.exit()).as(simulated.output()).isZero();
        datalab.post(
                "/api/persons", JSON, "{\"first_name\":\"Rip\",\"last_name\":\"Winkle\",\"company_name\":\"USDA\"}");
        datalab.post(
                "/api/locations",
                JSON,
                "{\"person_id\":%s,\"creation_time\":\"2020-08-15T10:37:06Z\",\"latitude\":5,\"longitude\":5}"
                        .formatted(LONG_GONE));
    }

    @AfterAll
    static void stop() {
        if (datalab != null) {
            datalab.close();
        }
    }

    @Test
    void showsWhereEverybodyIsAndWhomOneMet() {
        try (Tab tab = open("#/labs/connections", Screen.DESKTOP)) {
            Locator map = tab.find("#map .map");
            assertThat(map).hasAttribute("data-positions", "40");
            assertThat(map).hasAttribute("data-track", "0");

            tab.find("#map select").first().selectOption(person());

            assertThat(map).hasAttribute("data-track", MANY);
            assertThat(map).hasAttribute("data-met", MANY);
            assertThat(tab.find("#map .met-people tbody tr").first()).containsText(" m");
            assertThat(tab.find("#map .met-people .when-line rect.met").first()).isAttached();
            assertThat(tab.page().url()).contains("who=" + person());
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void narrowsDownToOneOtherAndShowsAnEncounter() {
        try (Tab tab = open("#/labs/connections?who=" + person(), Screen.DESKTOP)) {
            Locator map = tab.find("#map .map");
            assertThat(map).hasAttribute("data-met", MANY);
            String all = map.getAttribute("data-met");
            Locator other = tab.find("#map .met-people tbody button").first();

            other.focus();
            other.press("Enter");

            assertThat(other).hasAttribute("aria-pressed", "true");
            assertThat(map).not().hasAttribute("data-met", all);
            assertThat(tab.find("#map .met-list tbody tr td:nth-child(2)").first())
                    .hasText(other.innerText());
            tab.find("#map .met-list tbody button").first().click();
            tab.find("#map select").nth(1).selectOption("0");
            tab.find("#map input[type=datetime-local]").first().fill("2000-01-01T00:00");
            tab.find("#map input[type=datetime-local]").nth(1).fill("2000-01-02T00:00");
            tab.find("#map input[type=datetime-local]").nth(1).blur();
            assertThat(map).hasAttribute("data-track", "0");
            assertThat(tab.find("#map .met-panel")).containsText("Nobody was near");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void showsSomebodyWhoWasSeenLongBeforeTheOthers() {
        try (Tab tab = open("#/labs/connections?who=" + LONG_GONE, Screen.DESKTOP)) {
            assertThat(tab.find("#map .map")).hasAttribute("data-track", "1");
            assertThat(tab.find("#map .map-legend")).containsText("Rip Winkle (41): 1 position");
            assertThat(tab.find("#map .met-panel")).containsText("Nobody was near");
            assertThat(tab.find("#send .fields div", "id").first()).containsText("id given");
            assertThat(tab.find("#send-text")).hasValue(Pattern.compile("\\{\\s*\"person_id\": 1,[^}]*}"));
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void goesBackInTimeByItsSlider() {
        try (Tab tab = open("#/labs/connections", Screen.DESKTOP)) {
            Locator map = tab.find("#map .map");
            Locator slider = tab.find("#map input[type=range]");
            assertThat(map).hasAttribute("data-positions", "40");

            slider.press("Home");
            assertThat(map).hasAttribute("data-positions", "0");
            slider.fill("490");
            assertThat(map).hasAttribute("data-positions", MANY);
            slider.press("End");

            assertThat(map).hasAttribute("data-positions", "40");
            assertThat(tab.find("#map output")).hasText("now");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, map", "1280, DARK, map-dark", "390, LIGHT, map-narrow", "390, DARK, map-narrow-dark"})
    void fitsTheScreen(int width, ColorScheme scheme, String name) {
        try (Tab tab = open("#/labs/connections?who=" + person(), new Screen(width, 900, scheme))) {
            assertThat(tab.find("#map .map")).hasAttribute("data-met", MANY);
            assertThat(tab.find("#map .met-people tbody tr").first()).isVisible();

            assertThat(tab.contentWidth()).isLessThanOrEqualTo(width);
            tab.screenshot(name);
            assertThat(tab.hindrances()).isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void drawsTheWorldWithoutTheInternet() {
        try (Tab tab = open("#/labs/connections", Screen.DESKTOP)) {
            assertThat(tab.find("#map .map")).hasAttribute("data-positions", "40");

            Locator out = tab.find("#map .leaflet-control-zoom-out");
            tab.page().waitForCondition(() -> {
                out.dispatchEvent("click", Map.of("shiftKey", true)); // three zooms at once
                return "true".equals(out.getAttribute("aria-disabled"));
            });

            assertThat(tab.find("#map .leaflet-control-attribution")).containsText("Natural Earth");
            tab.screenshot("map-world");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    /** Numbers begin with 1, so there is such a one. */
    private static String person() {
        return "7";
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + Objects.requireNonNull(datalab).httpPort + "/" + path);
    }

    private static Tab open(String path, Screen screen) {
        return Tab.open(chromium.browser(), uri(path), screen);
    }
}
