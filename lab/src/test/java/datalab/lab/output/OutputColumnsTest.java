package datalab.lab.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.Lab;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.LabFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutputColumnsTest {
    private static final String YAML = """
            lab: a
            streams:
              readings:
                key: name
                time: at
                unique: [name, at]
                fields: {name: string, place: {type: string}, value: {type: number, unit: m}, ok: boolean}
            views:
              hourly: {of: readings, by: [place, name], every: 1h, n: count, mean: avg(value), often: 'top(3, place)'}
              total: {of: readings, n: count}
              newest: {of: readings, by: name, keep: last}
              times: {of: readings, every: 1s, n: count}
              extreme: {of: readings, greatest: "max_by(value, [value, at])"}
            """;

    private final Lab lab = lab();

    @Test
    void aViewShowsItsKeysAndThenItsColumns() {
        List<OutputColumn> columns = OutputColumns.of(output(Map.of()), fold("hourly"));

        assertThat(columns)
                .containsExactly(
                        key("place", Column.Type.STRING),
                        key("name", Column.Type.STRING),
                        key("window_start", Column.Type.TIME),
                        new OutputColumn("n", "n", Column.Type.INTEGER, null, false),
                        new OutputColumn("mean", "mean", Column.Type.NUMBER, "m", false),
                        new OutputColumn("often", "often", Column.Type.JSON, null, false));
    }

    @Test
    void aViewOfOneRowHasNoKeys() {
        assertThat(OutputColumns.of(output(Map.of()), fold("total")))
                .containsExactly(new OutputColumn("n", "n", Column.Type.INTEGER, null, false));
    }

    @Test
    void aViewThatKeepsTheLastEventShowsItsFields() {
        assertThat(OutputColumns.of(output(Map.of()), fold("newest")))
                .extracting(OutputColumn::name)
                .containsExactly("name", "place", "value", "ok", "at", "_time", "_at");
    }

    @Test
    void aStreamShowsItsFieldsItsTimeAndTheArrival() {
        List<OutputColumn> columns = OutputColumns.of(output(Map.of()), stream());

        assertThat(columns)
                .containsExactly(
                        key("name", Column.Type.STRING),
                        new OutputColumn("place", "place", Column.Type.STRING, null, false),
                        new OutputColumn("value", "value", Column.Type.NUMBER, "m", false),
                        new OutputColumn("ok", "ok", Column.Type.BOOLEAN, null, false),
                        key("at", Column.Type.TIME));
    }

    @Test
    void namedColumnsAreShownInTheirOrderUnderTheirNames() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("time", "window_start");
        columns.put("joined", "n");
        columns.put("where", "place");

        assertThat(OutputColumns.of(output(columns), fold("hourly")))
                .containsExactly(
                        new OutputColumn("time", "window_start", Column.Type.TIME, null, true),
                        new OutputColumn("joined", "n", Column.Type.INTEGER, null, false),
                        new OutputColumn("where", "place", Column.Type.STRING, null, true));
    }

    @Test
    void membersOfObjectsHaveTheTypesOfTheirFields() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("what", "greatest.value");
        columns.put("when", "greatest.at");

        assertThat(OutputColumns.of(output(columns), fold("extreme")))
                .containsExactly(
                        new OutputColumn("what", "greatest.value", Column.Type.NUMBER, "m", false),
                        new OutputColumn("when", "greatest.at", Column.Type.TIME, null, false));
    }

    @Test
    void anIdIsTheKeyWhereItIsAColumn() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("id", "row_id");
        columns.put("time", "window_start");
        columns.put("total", OutputColumns.running("n"));

        assertThat(OutputColumns.of(output(columns), fold("times")))
                .containsExactly(
                        new OutputColumn("id", "row_id", Column.Type.STRING, null, true),
                        new OutputColumn("time", "window_start", Column.Type.TIME, null, false),
                        new OutputColumn("total", "{running: n}", Column.Type.INTEGER, null, false));
    }

    @Test
    void aSourceThatIsNoneIsABug() {
        assertThatThrownBy(() -> OutputColumns.of(output(Map.of("a", "none")), stream()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("server/table")
                .hasMessageContaining("none");
    }

    private static OutputColumn key(String name, Column.Type type) {
        return new OutputColumn(name, name, type, null, true);
    }

    private static Lab lab() {
        LabFile file = LabFile.parse("lab.yaml", Path.of("/labs"), YAML);
        assertThat(file).isInstanceOf(LabFile.Valid.class);
        return ((LabFile.Valid) file).lab();
    }

    private static Output output(Map<String, String> columns) {
        return new Output("server", "table", columns);
    }

    private EventStream stream() {
        return Objects.requireNonNull(lab.streams().get("readings"));
    }

    private ViewFold fold(String name) {
        View view = Objects.requireNonNull(lab.views().get(name));
        return new ViewFold(view, lab.streamOf(view));
    }
}
