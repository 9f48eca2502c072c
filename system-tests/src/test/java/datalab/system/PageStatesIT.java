package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.Needs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** States of the page that a healthy DataLab does not get into, and its modules by themselves: no server, canned answers. */
@Needs(CHROMIUM)
final class PageStatesIT {
    private static final String STOPPED = """
            {"name":"garden","title":"A garden","views":[],"routes":[],"streams":[{"name":"readings","key":null,
             "time":null,"unique":[],"fields":[],"inputs":{"mqtt":[],"http":[],"csv":[]},"topic":"garden.readings",
             "sources":[],"accepted":7,"rejected":0,"duplicates":0,"lag":50,"alarm":"57 events are missing","partitions":
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
    private static final String NO_ROWS = CannedPage.NO_ROWS;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

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
    void showsEachSourceInTheWordsOfTheLab() {
        String udp = "[{\"label\":\"UDP\",\"text\":\"9999\"},{\"label\":\"Carrier pigeon\",\"text\":\"loft 7\"}]";
        Map<String, String> answers = Map.of(
                "/labs/garden", STOPPED.replace("\"sources\":[]", "\"sources\":" + udp),
                "/labs/garden/streams/readings", NO_ROWS,
                "/labs/garden/rejects", NO_ROWS);
        try (Tab tab = open(answers, "/#/labs/garden")) {
            assertThat(tab.find(".ways li"))
                    .hasText(new String[] {"UDP9999", "Carrier pigeonloft 7", "POST/labs/garden/streams/readings"});
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
    void saysNothingOfEventsThatCameTogetherWhileTheBrowserWasBusy() {
        StringBuilder live = new StringBuilder();
        for (int i = 0; i < 1_500; i++) {
            live.append("event: event\ndata: {\"stream\":\"readings\",\"event\":{\"_at\":\"0:%d\"}}\n\n".formatted(i));
        }
        Map<String, String> answers = new HashMap<>(Map.of("/labs/garden", STOPPED));
        answers.put("/labs/garden/streams/readings", NO_ROWS);
        answers.put("/labs/garden/rejects", NO_ROWS);
        answers.put("/labs/garden/live", live.toString());
        try (Tab tab = open(answers, "/#/labs/garden")) {
            tab.page().waitForFunction("document.querySelectorAll('#events tbody tr').length === 100");
            assertThat(tab.find("#events .note")).hasCount(0);
        }
    }

    @Test
    void saysWhenBatchesRunByThemselves() {
        Map<String, String> answers = new HashMap<>(Map.of("/labs/garden", BUILDING));
        answers.put("/labs/garden/streams/readings", NO_ROWS);
        answers.put("/labs/garden/views/latest", NO_ROWS);
        answers.put("/labs/garden/views/latest/batches", BATCHES);
        answers.put("/labs/garden/rejects", NO_ROWS);
        try (Tab tab = open(answers, "/#/labs/garden")) {
            assertThat(tab.find("#layers [data-kind=compact]")).containsText("by itself each hour");
            assertThat(tab.find("#layers [data-kind=verify]")).containsText("when asked for");
        }
    }

    @Test
    void showsTheRowsOfALayerAsPeopleCount() {
        Object names = evaluate("layers.js", """
                m.sideBySide({by: ['name'], every: null}, {batch: [], speed: [],
                  merged: ['sensor1', 'sensor10', 'sensor11', 'sensor2'].map((name) => ({name}))})
                  .map(({merged}) => merged.name)""");

        assertThat(names).isEqualTo(List.of("sensor1", "sensor2", "sensor10", "sensor11"));
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
    void showsOutputsAndFoldsAwayWhatOnlyOperatorsNeed() {
        Map<String, String> answers = new HashMap<>(Map.of("/labs/garden", BUILDING));
        answers.put("/labs/garden/streams/readings", NO_ROWS);
        answers.put("/labs/garden/views/latest/batches", BATCHES);
        answers.put("/labs/garden/rejects", NO_ROWS);
        answers.put("/labs/garden/outputs", """
                {"rows":[{"of":"latest","server":"warehouse","table":"plants","lag":12,"whole":true,"version":3,
                  "alarm":"the server does not answer","refused":1,"refused_rows":[{"key":["fern"],"reason":"too long"}]},
                 {"of":"readings","server":"bus","table":"garden","lag":0,"whole":true,"version":1,"alarm":null,"refused":0,
                  "refused_rows":[]}],"after":null}""");
        try (Tab tab = open(answers, "/#/labs/garden")) {
            assertThat(tab.find("#outputs tbody tr").first()).containsText("the server does not answer");
            assertThat(tab.find("#outputs tbody tr").last()).containsText("up to date");
            assertThat(tab.find(".node.store")).containsText("2 outputswaiting");
            assertThat(tab.find(".way-panel td").first()).isHidden();

            tab.find(".way-panel summary").press("Enter");
            tab.find("#outputs summary").press("Enter");

            assertThat(tab.find(".way-panel tbody tr").first()).containsText("57");
            assertThat(tab.find("#outputs pre")).containsText("too long");
            assertThat(tab.hindrances()).isEmpty();
            tab.screenshot("outputs");
            tab.page()
                    .waitForRequest(
                            request -> request.method().equals("POST")
                                    && request.url().endsWith("/labs/garden/outputs/latest?to=warehouse"),
                            () -> tab.find("#outputs tbody button").first().click());
        }
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
    void namesPortsThatAreNotTheUsualOnesInCommands() {
        Object texts = evaluate("example.js", """
                m.commands('garden', {name: 'readings', inputs: {mqtt: ['a'], http: [], csv: []},
                  fields: [{name: 'n', type: 'integer', min: 1, max: 3}]}, 21883).map(({text}) => text)""");

        assertThat(texts)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("mosquitto_pub -h page.test -p 21883 -q 1 -t 'a' \\\n  -m '{\"n\":2}'")
                .contains("echo '{\"n\":2}' \\\n  | ./datalab send garden.readings - --url http://page.test");
    }

    @Test
    void leavesOutOfAnExampleWhatDataLabGives() {
        Object event = evaluate("example.js", """
                JSON.stringify(m.exampleEvent({fields: [{name: 'id', type: 'integer', generated: true},
                  {name: 'person_id', type: 'integer', references: 'persons'}, {name: 'latitude', type: 'number'}]}))""");

        assertThat(event).isEqualTo("{\"person_id\":1,\"latitude\":5.1}");
    }

    @Test
    void findsTheFlagThatMattersMost() {
        Object flag = evaluate(
                "flags.js", "m.worst(m.flagsOf({value: {gross_range: 1, spike: 4, flat_line: 2, aggregate: 4}})).test");

        assertThat(flag).isEqualTo("spike");
    }

    private static Object evaluate(String module, String expression) {
        return CannedPage.evaluate(chromium.browser(), module, expression);
    }

    private static Tab open(Map<String, String> answers, String path) {
        return CannedPage.open(chromium.browser(), answers, path);
    }
}
