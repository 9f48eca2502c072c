package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import datalab.system.Tab.Screen;
import datalab.testkit.Needs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the map and the encounters beside it make of given positions: no server, canned answers. */
@Needs(CHROMIUM)
final class MapStatesIT {
    private static final String NO_ROWS = CannedPage.NO_ROWS;
    private static final String GARDEN = "/labs/garden";
    private static final String PLACES = "/labs/garden/streams/bees";
    private static final String NEAR = "/bees/maja/near";
    private static final String LAB = """
            {"name":"garden","title":"A garden","views":[],"streams":[{"name":"bees","key":"bee","time":"at","unique":[],
             "position":{"latitude":"lat","longitude":"lon"},"fields":[{"name":"bee","type":"string"},
             {"name":"lat","type":"number"},{"name":"lon","type":"number"}],"inputs":{"mqtt":[],"http":[],"csv":[]},
             "sources":[],"topic":"garden.bees","accepted":3,"rejected":0,"duplicates":0,"lag":0,"alarm":null,
             "partitions":[]}],
             "routes":[{"method":"GET","path":"/bees/{id}/near","stream":"bees","near":{"who":"bee","from":"from","to":"to",
             "distance":5,"distance_max":1000,"max_rows":100,"show":{"place":"event","far":"distance"}}}]}""";
    private static final String BEES = """
            {"rows":[{"_at":"0:2","_time":"2026-01-01T01:00:00Z","bee":"maja","lat":35.11,"lon":-106.6},
             {"_at":"0:1","_time":"2026-01-01T00:00:00Z","bee":"maja","lat":35.1,"lon":-106.6},
             {"_at":"0:0","_time":"2026-01-01T00:00:00Z","bee":"willi","lat":35.1,"lon":-106.6}],"after":null}""";
    private static final String MET = """
            [{"place":{"bee":"willi","at":"2026-01-01T00:00:00Z","lat":35.1,"lon":-106.6},"far":2},
             {"place":{"bee":"willi","at":"2026-01-01T00:06:00Z","lat":35.1,"lon":-106.6},"far":1.5},
             {"place":{"bee":"flip","at":"2026-01-01T00:30:00Z","lat":35.11,"lon":-106.6},"far":3},
             {"place":{"bee":"willi","at":"2026-01-01T00:48:00Z","lat":35.11,"lon":-106.6},"far":4}]""";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Test
    void listsEncountersAndDrawsThemOverTime() {
        try (Tab tab = open(answers(NEAR, MET), "/#/labs/garden?who=maja")) {
            assertThat(tab.find("#map .met-list tbody tr")).hasText(new Pattern[] {
                onNewYear("05:45:00bee willi6 min1\\.5 m"),
                onNewYear("06:15:00bee flipa moment3 m"),
                onNewYear("06:33:00bee willia moment4 m")
            });
            assertThat(tab.find("#map .met-people tbody th")).hasText(new String[] {"bee willi", "bee flip"});
            Locator met = tab.find("#map .met-people tbody tr", "willi").locator("rect.met");
            assertThat(met).hasCount(2); // of an hour that is 1000 wide
            assertThat(met.first()).hasAttribute("x", "0");
            assertThat(met.first()).hasAttribute("width", "100");
            assertThat(met.last()).hasAttribute("x", "800");
            assertThat(tab.find("#map .met-people tbody tr", "flip").locator("svg"))
                    .hasAttribute("aria-label", Pattern.compile(".* 06:15:00 to .* 06:15:00"));
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void isToBeUsedByKeyboardAlone() {
        try (Tab tab = open(answers(NEAR, MET), "/#/labs/garden")) {
            Locator scale = tab.find("#map .leaflet-control-scale-line");
            Locator encounters = tab.find("#map .met-list tbody tr");
            tab.find("#map select").first().focus();
            tab.page().keyboard().type("bee m");
            assertThat(encounters).hasCount(3);
            String wide = scale.innerText();

            tab.find("#map .met-people").focus();
            tab.page().keyboard().press("Tab");
            tab.page().keyboard().press("Space");
            assertThat(tab.find("#map .met-people tbody button").first()).hasAttribute("aria-pressed", "true");
            assertThat(encounters).hasCount(2);
            assertThat(tab.find("#map .map")).hasAttribute("data-met", "3");
            tab.find("#map .met-list").focus();
            tab.page().keyboard().press("Tab");
            tab.page().keyboard().press("Enter");

            assertThat(scale).not().hasText(wide);
        }
    }

    @Test
    void saysWhatWentWrongAndTriesAgain() {
        Map<String, String> answers = answers(PLACES, BEES);
        try (Tab tab = open(answers, "/#/labs/garden?who=maja")) {
            assertThat(tab.find("#map [role=alert]")).containsText("no such thing");
            answers.put(NEAR, MET);

            Tab.button(tab.find("#map [role=alert]"), "Try again").click();

            assertThat(tab.find("#map .met-list tbody tr")).hasCount(3);
            assertThat(tab.find("#map [role=alert]")).hasCount(0);
        }
    }

    @Test
    void saysUpToWhenItShowsThemWhereThereAreTooMany() {
        Map<String, String> answers = answers(NEAR, MET);
        answers.put(GARDEN, LAB.replace("\"max_rows\":100", "\"max_rows\":4"));
        try (Tab tab = open(answers, "/#/labs/garden?who=maja")) {
            assertThat(tab.find("#map [role=status]"))
                    .hasText(Pattern.compile(
                            "So many were near .* up to .*, 06:33:00 are shown; choose a shorter period."));
            assertThat(tab.find("#map .met-people tbody tr", "willi")
                            .locator("rect.met")
                            .last())
                    .hasAttribute("x", "1000");
        }
    }

    @Test
    void saysThatNobodyWasAnywhereYet() {
        try (Tab tab = open(answers(PLACES, NO_ROWS), "/#/labs/garden")) {
            assertThat(tab.find("#map")).containsText("No positions yet");
            assertThat(tab.find("#map .map")).hasCount(0);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void putsPositionsOnTheTilesThatASettingNames() {
        Map<String, String> answers = answers(
                "/page/settings.json", "{\"tiles\":{\"url\":\"/tiles/{z}/{x}/{y}.svg\",\"credit\":\"<b>Bees</b>\"}}");
        try (Tab tab = open(answers, "/#/labs/garden")) {
            assertThat(tab.find("#map .map")).hasAttribute("data-positions", "2");
            assertThat(tab.find("#map .leaflet-tile").first()).hasAttribute("src", Pattern.compile("/tiles/\\d+/.*"));
            assertThat(tab.find("#map .leaflet-control-attribution")).containsText("<b>Bees</b>");
        }
    }

    @Test
    void loadsNoMapWhereALabHasNoPositions() {
        Map<String, String> answers =
                answers(GARDEN, LAB.replace("{\"latitude\":\"lat\",\"longitude\":\"lon\"}", "null"));
        try (Tab tab = open(answers, "/#/labs/garden")) {
            assertThat(tab.find("#events")).containsText("maja");
            assertThat(tab.page().evaluate("performance.getEntriesByType('resource').map((each) => each.name).join()"))
                    .asString()
                    .contains("lab.js")
                    .doesNotContain("leaflet", "map-panel", "countries");
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT, map-600", "390, DARK, map-600-narrow-dark"})
    void keepsSixHundredLegibleByGroupingWhatLiesTogether(int width, ColorScheme scheme, String name) {
        Map<String, String> answers = answers(PLACES, swarm(600));
        Screen screen = new Screen(width, 900, scheme);
        try (Tab tab = CannedPage.open(chromium.browser(), answers, "/#/labs/garden", screen)) {
            assertThat(tab.find("#map .map")).hasAttribute("data-positions", "600");
            Locator groups = tab.find("#map .cluster");
            assertThat(groups.first()).isVisible();
            int before = groups.count();
            assertThat(before).isBetween(10, 400);
            assertThat(tab.hindrances()).isEmpty();
            tab.screenshot(name);
            String scale = tab.find("#map .leaflet-control-scale-line").innerText();

            groups.first().dispatchEvent("click");

            assertThat(tab.find("#map .leaflet-control-scale-line")).not().hasText(scale);
            assertThat(tab.contentWidth()).isEqualTo(width);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void showsEachOfAFewByItselfAndTheChosenOneAlways() {
        Object sizes = evaluate("map/groups.js", """
                [99, 600].map((n) => {
                  const bees = new Map(Array.from({length: n}, (_, i) => [`bee ${i}`, {latitude: i % 7, longitude: i % 5}]));
                  const pixel = ({latitude, longitude}) => ({x: 40 * latitude, y: 40 * longitude});
                  const groups = [...m.groupsOf(bees, 'bee 3', pixel).values()];
                  return [groups.length, groups.reduce((sum, {places}) => sum + places.length, 0),
                    groups.some(({places}) => places.length === 1 && places[0][0] === 'bee 3')];
                })""");

        assertThat(sizes).isEqualTo(List.of(List.of(99, 99, true), List.of(36, 600, true)));
    }

    @Test
    void showsWhereEverybodyWasAtTheTimeOfItsAddress() {
        try (Tab tab = open(answers(PLACES, BEES), "/#/labs/garden")) {
            Locator slider = tab.find("#map input[type=range]");
            assertThat(slider).hasAttribute("aria-valuetext", "now");
            String asked = tab.page()
                    .waitForRequest(request -> request.url().contains("latest=1"), () -> slider.press("ArrowLeft"))
                    .url();

            assertThat(asked)
                    .contains("from=2025-12-31T01%3A00%3A00.000Z&to=2026-01-01T00%3A57%3A07.201Z")
                    .contains("fields=bee%2Clat%2Clon%2C_time");
            assertThat(tab.find("#map output")).hasText(onNewYear("06:42:07"));
            assertThat(tab.find("#map .map-legend")).containsText("where they were at");
            tab.page().reload();
            assertThat(tab.find("#map output")).hasText(onNewYear("06:42:07"));
            Tab.button(tab.find("#map"), "Now").click();
            assertThat(tab.find("#map output")).hasText("now");
            assertThat(tab.page()).not().hasURL(Pattern.compile(".*at=.*"));
            Tab.button(tab.find("#map"), "Play").click();
            assertThat(tab.page()).hasURL(Pattern.compile(".*at=.*"));
            Tab.button(tab.find("#map"), "Pause").click();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    /** Positions within a kilometre or so, an arithmetic sequence that looks like chance. */
    private static String swarm(int bees) {
        return IntStream.range(0, bees)
                .mapToObj(i ->
                        "{\"_at\":\"0:%d\",\"_time\":\"2026-01-01T00:00:00Z\",\"bee\":\"bee%d\",\"lat\":%s,\"lon\":%s}"
                                .formatted(i, i, 35.1 + i * 7919 % 1000 / 1e5, -106.6 + i * 104_729 % 997 / 1e5))
                .collect(Collectors.joining(",", "{\"rows\":[", "],\"after\":null}"));
    }

    @Test
    void drawsCountriesWithoutJumpsAcrossTheMap() {
        Object jumps = evaluate("map/outlines.js", """
                m.countries().then((polygons) => [polygons.length, Math.max(...polygons.flat().map((ring) =>
                  Math.max(...ring.slice(1).map(([latitude, longitude], i) =>
                    ring[i][0] === -90 && latitude === -90 ? 0 : Math.abs(longitude - ring[i][1])))))])""");

        assertThat(jumps).asInstanceOf(InstanceOfAssertFactories.LIST).satisfies(found -> {
            assertThat(((Number) found.get(0)).intValue()).isGreaterThan(280);
            assertThat(((Number) found.get(1)).doubleValue()).isLessThan(60);
        });
    }

    @Test
    void makesEncountersOfContactsThatFollowOneAnother() {
        Object encounters = evaluate("map/encounters.js", """
                (() => {
                  const minute = (at) => new Date(Date.UTC(2026, 0, 1, 9, at)).toISOString();
                  const near = {who: 'bee', show: {place: 'event', far: 'distance'}};
                  const stream = {time: 'at', position: {latitude: 'lat', longitude: 'lon'}};
                  const entry = (bee, at, far) => ({place: {bee, at: minute(at), lat: '1', lon: '2'}, far});
                  const answer = [entry('maja', 0, 3), entry('willi', 1, 2), entry('maja', 9, 1.5), entry('maja', 20, 4)];
                  const all = m.encountersOf(m.contactsOf(answer, near, stream));
                  return [...all.map((each) => [each.who, each.contacts.length, each.metres].join(' ')),
                    m.byPerson(all).map(({who, contacts}) => `${who} ${contacts}`).join(' ')];
                })()""");

        assertThat(encounters).isEqualTo(List.of("maja 2 1.5", "willi 1 2", "maja 1 4", "maja 3 willi 1"));
    }

    /** A time of that day, in Nepal; with its year in other years. */
    private static Pattern onNewYear(String rest) {
        return Pattern.compile("1 Jan( 2026)?, " + rest);
    }

    /** Those of a garden in which two bees were seen, and one more. */
    private static Map<String, String> answers(String path, String answer) {
        Map<String, String> answers = new HashMap<>(Map.of(GARDEN, LAB, PLACES, BEES, GARDEN + "/rejects", NO_ROWS));
        answers.put("/page/settings.json", "{\"tiles\":null}");
        answers.put(path, answer);
        return answers;
    }

    private static Object evaluate(String module, String expression) {
        return CannedPage.evaluate(chromium.browser(), module, expression);
    }

    private static Tab open(Map<String, String> answers, String path) {
        return CannedPage.open(chromium.browser(), answers, path);
    }
}
