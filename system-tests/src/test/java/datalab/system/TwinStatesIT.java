package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.system.CannedPage.NO_ROWS;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.Needs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the screen of twins says where something is not there yet, in a real Chromium: no server, canned answers. */
@Needs(CHROMIUM)
final class TwinStatesIT {
    private static final String READINGS = "/labs/garden/streams/readings";
    private static final String TWIN = "/labs/garden/twins/fern";
    private static final String MODELS = "/labs/garden/models";
    private static final String MODEL = """
            {"name":"usual","title":"As usual","of":"readings","value":"wet","unit":"%","every":"PT1H",
             "method":"climatology","horizons":["PT1H"]""";
    private static final String LAB = """
            {"name":"garden","title":"The garden","routes":[],"views":[],"streams":[
              {"name":"readings","key":"plant","fields":[
                {"name":"plant","type":"string"},{"name":"wet","type":"number","unit":"%"}]}],"models":[MODEL]}
            """;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Test
    void saysWhyThereIsNoForecastYetAndWhatToDo() {
        Map<String, String> answers = answers(null, "no key has enough events in slots of PT1H yet: 24 are needed");
        try (Tab tab = open(answers)) {
            assertThat(tab.find(".twin .note.warn")).containsText("As usual is not fitted: no key has enough events");
            assertThat(tab.find("#models .flag.bad")).hasText("not fitted");
            assertThat(tab.find(".twin-hint summary")).containsText("No scenarios in this period");
            tab.find(".twin-hint summary").press("Enter");
            assertThat(tab.find(".twin-hint pre")).hasText("./datalab simulate garden --scenario FILE");
            assertThat(tab.find("#skill")).containsText("No view tells the skill");
            assertThat(tab.find("#skill pre")).containsText("by: [model, horizon]");
            assertThat(tab.hindrances()).isEmpty();
            tab.screenshot("twin-not-fitted");
            assertThat(tab.complaints()).isEmpty();
        }
        try (Tab tab = open(answers("\"2026-01-01T00:00:00Z\"", null))) {
            assertThat(tab.find(".twin .note.warn"))
                    .containsText("As usual says nothing of fern: its last fit did not know this key");
        }
    }

    @Test
    void saysWhatIsMissingAndWhatWentWrong() {
        Map<String, String> answers = answers(null, null);
        answers.put(READINGS, NO_ROWS);
        try (Tab tab = open(answers)) {
            assertThat(tab.find(".twin")).containsText("Nothing is there yet");
        }
        answers.putAll(answers(null, null));
        answers.remove(TWIN);
        try (Tab tab = open(answers)) {
            assertThat(tab.find(".twin")).containsText("Nothing has come of this key");
        }
        answers.remove(READINGS);
        try (Tab tab = open(answers)) {
            assertThat(tab.find(".twin [role=alert]")).containsText("no such thing");
            answers.putAll(answers(null, null));
            Tab.button(tab.find(".twin [role=alert]"), "Try again").click();
            assertThat(tab.find(".twin .plot canvas")).isVisible();
        }
        answers.put("/labs/garden", LAB.replace("MODEL", ""));
        try (Tab tab = open(answers)) {
            assertThat(tab.find("main")).containsText("This lab has no models");
            assertThat(tab.find(".lab-nav a", "Twin")).hasCount(0);
        }
    }

    @Test
    void marksTheBestOfEachHorizon() {
        Object best = CannedPage.evaluate(chromium.browser(), "twin/skill.js", """
                (() => {
                  const column = (name) => ({ name, type: 'number' });
                  const view = { by: ['model', 'horizon'], columns: ['bias', 'crps', 'coverage', 'mse'].map(column) };
                  const series = { unit: '°C', models: [{ name: 'a' }, { name: 'b' }] };
                  const row = (model, horizon, bias, crps, coverage) => ({ model, horizon, bias, crps, coverage, mse: null });
                  const rows = [row('a', 'PT24H', -0.5, 3, 0.9), row('b', 'PT24H', 0.7, 2, 0.96), row('b', 'PT1H', 1, 1, 0.95)];
                  return m.skillOf(view, series, rows).map((one) => `${one.model.name} ${one.horizon} ${one.best}`)
                    .concat(m.columnsOf(view, '°C').map(({ unit }) => unit));
                })()""");

        assertThat(best).isEqualTo(List.of("b PT1H ", "a PT24H bias", "b PT24H crps,coverage", "°C", "°C", "", "°C²"));
    }

    @Test
    void breaksLinesWhereSlotsAreMissingAndTakesOneFromAnother() {
        Object points = CannedPage.evaluate(chromium.browser(), "twin/lines.js", """
                (() => {
                  const row = (hour, kind, name, value) =>
                    ({ at: `2026-01-01T0${hour}:00:00Z`, kind, name, value, lower: null, upper: null, residual: null });
                  const rows = [row(0, 'observed', null, 1), row(1, 'observed', null, 3), row(4, 'observed', null, 4),
                    row(1, 'simulated', 'less', 1), row(2, 'simulated', 'less', 1)];
                  const twin = m.twinOf({ models: [{ name: 'usual', title: 'usual', every: 'PT1H' }] }, rows);
                  const [observed] = twin.lines;
                  const less = twin.lines.at(-1);
                  const values = ({ points }) => points.map(([, value]) => value);
                  return [values(observed), values(m.difference(observed, less)),
                    new Date(twin.newest).toISOString(), twin.scenarios];
                })()""");

        assertThat(points).hasToString("[[1, 3, null, 4], [2], 2026-01-01T05:00:00.000Z, [less]]");
    }

    private static Map<String, String> answers(@Nullable String fitted, @Nullable String error) {
        Map<String, String> answers = new HashMap<>();
        answers.put("/labs/garden", LAB.replace("MODEL", MODEL + "}"));
        answers.put(READINGS, """
                {"rows":[{"plant":"fern","_time":"2026-01-01T01:30:00Z","_origin":"observed"}],"after":null}""");
        answers.put(TWIN, """
                {"rows":[
                 {"at":"2026-01-01T00:00:00Z","kind":"observed","name":null,"value":40,"lower":null,"upper":null},
                 {"at":"2026-01-01T01:00:00Z","kind":"observed","name":null,"value":42,"lower":null,"upper":null}],
                 "after":null}""");
        answers.put(
                MODELS,
                "{\"rows\":[%s,\"keys\":0,\"fitted\":%s,\"attempted\":null,\"asked\":null,\"error\":%s}]}"
                        .formatted(MODEL, fitted, error == null ? null : "\"" + error + "\""));
        return answers;
    }

    private static Tab open(Map<String, String> answers) {
        return CannedPage.open(chromium.browser(), answers, "/#/labs/garden/twin");
    }
}
