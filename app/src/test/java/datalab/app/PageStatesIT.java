package datalab.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Route;
import datalab.app.Tab.Screen;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** States of the page that a healthy DataLab does not get into, and its modules by themselves: no server, canned answers. */
final class PageStatesIT {
    private static final String ORIGIN = "http://page.test";
    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html",
            "js",
            "text/javascript",
            "css",
            "text/css",
            "svg",
            "image/svg+xml",
            "json",
            "application/json");
    private static final String PLACES = """
            {"name":"garden","title":"A garden","views":[],"routes":[],"streams":[{"name":"bees","key":"bee",
             "time":"at","unique":[],"position":{"latitude":"lat","longitude":"lon"},"fields":[{"name":"bee","type":"string"},
             {"name":"lat","type":"number"},{"name":"lon","type":"number"}],"inputs":{"mqtt":[],"http":[],"csv":[]},
             "topic":"garden.bees","accepted":2,"rejected":0,"duplicates":0,"lag":0,"alarm":null,"partitions":[]}]}""";
    private static final String BEES = """
            {"rows":[{"_at":"0:1","_time":"2026-01-01T00:00:01Z","bee":"maja","lat":35.1,"lon":-106.6},
             {"_at":"0:0","_time":"2026-01-01T00:00:00Z","bee":"willi","lat":35.1001,"lon":-106.6}],"after":null}""";
    private static final String STOPPED = """
            {"name":"garden","title":"A garden","views":[],"routes":[],"streams":[{"name":"readings","key":null,
             "time":null,"unique":[],"fields":[],"inputs":{"mqtt":[],"http":[],"csv":[]},"topic":"garden.readings",
             "accepted":7,"rejected":0,"duplicates":0,"lag":50,"alarm":"57 events are missing","partitions":
             [{"partition":0,"next_offset":7,"end_offset":57,"epoch":0,"alarm":"57 events are missing"}]}]}""";
    private static final String BUILDING = STOPPED.replace("\"views\":[]", """
            "views":[{"name":"latest","stream":"readings","by":["name"],"every":null,"served":false,"building":true,
             "generation":0,"included":-1,"published":null,"columns":[{"name":"value","type":"number","unit":null}],
             "schedule":{"compact":null,"recompute":"0 3 * * *"}}]""");
    private static final String BATCHES = """
            {"rows":[{"id":9,"kind":"recompute","state":"running","attempt":2,"owner":"a","asked":"2026-01-01T00:00:00Z",
              "began":"2026-01-01T00:00:01Z","ended":null,"events_done":250,"events_total":1000,"rows":0,"differing":0,
              "differences":[],"error":null},
             {"id":8,"kind":"verify","state":"done","attempt":1,"owner":"a","asked":"2026-01-01T00:00:00Z",
              "began":"2026-01-01T00:00:00Z","ended":"2026-01-01T00:00:02.5Z","events_done":9,"events_total":9,"rows":9,
              "differing":1,"differences":[{"served":null,"recomputed":{"n":1},"reason":"the row is missing"}],"error":null},
             {"id":7,"kind":"recompute","state":"failed","attempt":1,"owner":"a","asked":"2026-01-01T00:00:00Z",
              "began":"2026-01-01T00:00:00Z","ended":"2026-01-01T00:00:00.25Z","events_done":1,"events_total":9,"rows":0,
              "differing":0,"differences":[],"error":"the disk is full"}],"after":null}""";
    private static final String NO_ROWS = "{\"rows\":[],\"after\":null}";

    private static @Nullable Chromium chromium;

    @BeforeAll
    static void start() {
        Optional<Path> executable = Chromium.find();
        assumeTrue(executable.isPresent(), "there is no Chromium on the PATH");
        chromium = Chromium.start(executable.get());
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void showsAnAlarmLoudly() {
        Map<String, String> answers = Map.of(
                "/labs/garden", STOPPED,
                "/labs/garden/streams/readings", NO_ROWS,
                "/labs/garden/rejects", NO_ROWS);
        try (Tab tab = open(answers, "/#/labs/garden")) {
            assertThat(tab.find("[role=alert]")).containsText("readings has stopped. 57 events are missing");
            assertThat(tab.find(".node.stopped")).containsText("50");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void saysHowManyEventsItCouldNotShow() {
        Map<String, String> answers = new HashMap<>(Map.of("/labs/garden", STOPPED));
        answers.put("/labs/garden/streams/readings", NO_ROWS);
        answers.put("/labs/garden/rejects", NO_ROWS);
        answers.put("/labs/garden/live", "event: gap\ndata: {\"missed\":1234}\n\n");
        try (Tab tab = open(answers, "/#/labs/garden")) {
            assertThat(tab.find("#events .note")).containsText("1,234 events came faster");
        }
    }

    @Test
    void saysThatAViewIsBeingBuiltAndHowFarItIs() {
        Map<String, String> answers = new HashMap<>(Map.of("/labs/garden", BUILDING));
        answers.put("/labs/garden/streams/readings", NO_ROWS);
        answers.put("/labs/garden/views/latest", NO_ROWS);
        answers.put("/labs/garden/views/latest/batches", BATCHES);
        answers.put("/labs/garden/rejects", NO_ROWS);
        try (Tab tab = open(answers, "/#/labs/garden")) {
            assertThat(tab.find("#views")).containsText("This view is being built");
            assertThat(tab.find("#views")).containsText("250 of 1,000 events, 25 %");
            assertThat(tab.find("#layers [data-kind=recompute]")).containsText("the disk is full");
            assertThat(tab.find("#layers [data-kind=recompute]")).containsText("took 250 ms");
            assertThat(tab.find("#layers [data-kind=recompute]")).containsText("0 3 * * *");
            assertThat(tab.find("#layers [data-kind=verify]")).containsText("1 of 9 rows differ");
            assertThat(tab.find("#layers [data-kind=verify]")).containsText("the row is missing");
            assertThat(tab.find("#layers button.primary")).isDisabled();
            tab.screenshot("building");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void putsPositionsOnTheTilesThatASettingNames() {
        Map<String, String> answers = new HashMap<>(Map.of("/labs/garden", PLACES));
        answers.put("/labs/garden/streams/bees", BEES);
        answers.put("/labs/garden/rejects", NO_ROWS);
        answers.put(
                "/page/settings.json", "{\"tiles\":{\"url\":\"/tiles/{z}/{x}/{y}.svg\",\"credit\":\"<b>Bees</b>\"}}");
        try (Tab tab = open(answers, "/#/labs/garden")) {
            assertThat(tab.find("#map .map")).hasAttribute("data-positions", "2");
            assertThat(tab.find("#map .leaflet-tile").first()).hasAttribute("src", Pattern.compile("/tiles/\\d+/.*"));
            assertThat(tab.find("#map .leaflet-control-attribution")).containsText("<b>Bees</b>");
        }
    }

    @Test
    void loadsNoMapWhereALabHasNoPositions() {
        Map<String, String> answers = new HashMap<>(Map.of("/labs/garden", STOPPED));
        answers.put("/labs/garden/streams/readings", NO_ROWS);
        answers.put("/labs/garden/rejects", NO_ROWS);
        try (Tab tab = open(answers, "/#/labs/garden")) {
            assertThat(tab.find("#events")).containsText("Nothing here yet");
            assertThat(tab.page().evaluate("performance.getEntriesByType('resource').map((each) => each.name).join()"))
                    .asString()
                    .contains("lab.js")
                    .doesNotContain("leaflet", "map-panel", "countries");
        }
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

    @Test
    void saysThatThereAreNoLabs() {
        try (Tab tab = open(Map.of("/labs", "{\"labs\":[]}", "/rejects", NO_ROWS), "/")) {
            assertThat(tab.find("main")).containsText("No labs yet");
            assertThat(tab.find("main pre")).containsText("./datalab new");
        }
    }

    @Test
    void saysThatThereIsNoSuchLab() {
        try (Tab tab = open(Map.of(), "/#/labs/nowhere")) {
            assertThat(tab.find("main")).containsText("There is no such lab");
        }
    }

    @Test
    void readsDurationsAndWritesNumbers() {
        assertThat(evaluate("format.js", "[m.durationMs('PT1M'), m.durationMs('P1DT2H0.5S'), m.durationMs(null)]"))
                .isEqualTo(List.of(60_000, 93_600_500, 0));
        assertThat(evaluate("format.js", "[0.123456, 21.3, 1234567, 0, null, 1e-7].map(m.number)"))
                .isEqualTo(List.of("0.1235", "21.3", "1,234,567", "0", "–", "1.000e-7"));
    }

    @Test
    void breaksALineWhereWindowsAreMissing() {
        Object points = evaluate("series.js", """
                (() => {
                  const windows = new Map([0, 1, 2, 3, 20, 21].map((at) => [at * 60000, {mean: at}]));
                  const group = {label: 'fern', windows};
                  const {series} = m.linesOf([group], [{name: 'mean', unit: '°C'}], 0, 1e9, 60000);
                  return series[0].points.map((point) => point.y);
                })()""");

        assertThat(points).asInstanceOf(InstanceOfAssertFactories.LIST).containsExactly(0, 1, 2, 3, null, 20, 21);
    }

    @Test
    void marksTimesAtRoundHoursOfTheLocalZone() {
        Object ticks = evaluate("time-axis.js", """
                (() => {
                  const [from, to] = [Date.UTC(2026, 0, 1, 0, 5), Date.UTC(2026, 0, 1, 4, 5)];
                  return m.timeTicks(from, to, 5).map((tick) => m.tickText(tick, from, to));
                })()""");

        assertThat(ticks).isEqualTo(List.of("06:00", "07:00", "08:00", "09:00"));
    }

    @Test
    void quotesExamplesForAShell() {
        Object text = evaluate("example.js", """
                m.commands('garden', {name: 'readings', inputs: {mqtt: ['a/+/#'], http: [], csv: []},
                  fields: [{name: "it's", type: 'integer', min: 1, max: 3}]})[0].text""");

        assertThat(text).isEqualTo("mosquitto_pub -h page.test -q 1 -t 'a/x' \\\n  -m '{\"it'\\''s\":2}'");
    }

    @Test
    void findsTheFlagThatMattersMost() {
        Object flag = evaluate(
                "flags.js", "m.worst(m.flagsOf({value: {gross_range: 1, spike: 4, flat_line: 2, aggregate: 4}})).test");

        assertThat(flag).isEqualTo("spike");
    }

    /** Evaluates an expression over the module {@code m} in a page without anything else. */
    private static Object evaluate(String module, String expression) {
        try (Tab tab = open(Map.of("/labs", "{\"labs\":[]}", "/rejects", NO_ROWS), "/")) {
            return tab.page().evaluate("import('/page/" + module + "').then((m) => (" + expression + "))");
        }
    }

    private static Tab open(Map<String, String> answers, String path) {
        Tab tab = Tab.empty(Objects.requireNonNull(chromium).browser(), Screen.DESKTOP);
        tab.page().route("**/*", route -> answer(route, answers));
        tab.page().navigate(ORIGIN + path);
        return tab;
    }

    private static void answer(Route route, Map<String, String> answers) {
        String path = URI.create(route.request().url()).getPath();
        Optional<byte[]> file = file(path.equals("/") ? "/page/index.html" : path);
        if (file.isPresent()) {
            String type = TYPES.get(path.equals("/") ? "html" : path.substring(path.lastIndexOf('.') + 1));
            route.fulfill(new Route.FulfillOptions().setContentType(type).setBodyBytes(file.get()));
        } else if (answers.containsKey(path)) {
            String type = path.endsWith("/live") ? "text/event-stream" : "application/json";
            route.fulfill(new Route.FulfillOptions().setContentType(type).setBody(answers.get(path)));
        } else if (path.endsWith("/live")) {
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("text/event-stream")
                    .setBody(": none\n\n"));
        } else {
            route.fulfill(new Route.FulfillOptions().setStatus(404).setBody("{\"detail\":\"no such thing\"}"));
        }
    }

    /** A file of the page or of a WebJar, from the class path. */
    private static Optional<byte[]> file(String path) {
        String[] parts = path.substring(1).split("/", 3);
        return switch (parts[0]) {
            case "page" -> read("datalab/web" + path);
            case "webjars" -> read("META-INF/resources/webjars/" + parts[1] + "/" + version(parts[1]) + "/" + parts[2]);
            default -> Optional.empty();
        };
    }

    private static String version(String library) {
        byte[] properties = read("META-INF/maven/org.webjars.npm/" + library + "/pom.properties")
                .orElseThrow();
        Properties read = new Properties();
        try {
            read.load(new ByteArrayInputStream(properties));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read.getProperty("version");
    }

    private static Optional<byte[]> read(String resource) {
        try (InputStream in = PageStatesIT.class.getClassLoader().getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
