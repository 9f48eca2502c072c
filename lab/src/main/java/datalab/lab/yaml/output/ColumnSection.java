package datalab.lab.yaml.output;

import datalab.lab.output.OutputColumn;
import datalab.lab.output.OutputColumns;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An output's {@code columns:}: what each column of the table shows. */
final class ColumnSection {
    private static final int COLUMNS_MAX = 600;
    private static final String RUNNING = "running";
    private static final String RUNNING_EXPECTED = "running: and a column of the view";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,59}");

    private final @Nullable List<OutputColumn> shown;

    /** @param shown what there is to show; null where that is not known */
    ColumnSection(@Nullable List<OutputColumn> shown) {
        this.shown = shown;
    }

    Map<String, String> read(YamlValue section) {
        YamlMap map = section.map("a map of the table's columns, with what each shows");
        if (section.isMap() && map.names().isEmpty()) {
            section.refuse("an empty map", "at least one column, or no columns: for all under their own names");
        }
        Map<String, String> columns = new LinkedHashMap<>();
        for (YamlValue value : map.all(COLUMNS_MAX)) {
            if (!NAME.matcher(value.name()).matches()) {
                value.refuseName(
                        YamlValue.quoted(value.name()),
                        "a name of letters, digits and underscores that does not begin with a digit (at most 60)",
                        null);
            }
            String source = source(value);
            if (source != null && columns.containsValue(source)) {
                value.refuse("each of them once");
            }
            if (source != null) {
                columns.put(value.name(), source);
            }
        }
        if (section.isMap() && columns.size() == map.names().size()) {
            checkKeys(section, columns);
        }
        return columns;
    }

    private @Nullable String source(YamlValue value) {
        if (value.isMap()) {
            String column = running(value);
            return column == null ? null : OutputColumns.running(column);
        }
        return shown == null
                ? value.text("what the column shows")
                : value.oneOf(shown.stream()
                        .map(OutputColumn::source)
                        .filter(source -> OutputColumns.runningOf(source).isEmpty())
                        .toList());
    }

    private @Nullable String running(YamlValue value) {
        YamlValue column = value.map(RUNNING_EXPECTED).only(RUNNING).require(RUNNING, "a column of the view");
        if (column == null || shown == null) {
            return column == null ? null : column.text(RUNNING_EXPECTED);
        }
        List<String> numbers = shown.stream()
                .map(OutputColumn::source)
                .flatMap(source -> OutputColumns.runningOf(source).stream())
                .toList();
        if (numbers.isEmpty()) {
            column.refuseName(
                    "running totals where there are none",
                    "a view with every: and without by: and retain:, with an aggregate that is a number",
                    null);
            return null;
        }
        return column.oneOf(numbers);
    }

    private void checkKeys(YamlValue section, Map<String, String> columns) {
        List<String> missing = new ArrayList<>();
        if (shown != null) {
            missing.addAll(OutputColumns.keys(columns.values(), shown));
            missing.removeAll(columns.values());
        }
        if (!missing.isEmpty()) {
            section.refuseName(
                    "no column for " + String.join(", ", missing), "one for each field that identifies a row", null);
        }
    }
}
