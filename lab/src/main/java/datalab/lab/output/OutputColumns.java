package datalab.lab.output;

import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.ViewFold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an output's table can show of a view or a stream, and what it does show. Names are those of the API. */
public final class OutputColumns {
    private static final String WINDOW_START = "window_start";
    private static final String RUNNING_BEGINS = "{running: ";
    private static final String RUNNING_ENDS = "}";
    private static final Set<Column.Type> NUMBERS = Set.of(Column.Type.INTEGER, Column.Type.NUMBER);

    private OutputColumns() {}

    /** The columns of a view's output in the order of the table: those it names, or all. */
    public static List<OutputColumn> of(Output output, ViewFold fold) {
        return chosen(output, offered(fold));
    }

    /** The columns of a stream's output in the order of the table: those it names, or all. */
    public static List<OutputColumn> of(Output output, EventStream stream) {
        return chosen(output, all(stream));
    }

    /** Of a view: its group-by fields and {@code window_start}, which identify a row, then its columns. */
    public static List<OutputColumn> all(ViewFold fold) {
        List<OutputColumn> all = new ArrayList<>();
        for (String name : fold.view().by()) {
            Field field = fold.stream().field(name).orElse(null);
            Column.Type type = field == null ? Column.Type.TIME : Column.Type.of(field.type());
            all.add(column(name, type, field == null ? null : field.unit(), true));
        }
        if (fold.view().every() != null) {
            all.add(column(WINDOW_START, Column.Type.TIME, null, true));
        }
        fold.columns().forEach(each -> all.add(column(each.name(), each.type(), each.unit(), false)));
        return all;
    }

    /** Of a stream: its fields and the field of its time, of which the unique ones identify a row. */
    public static List<OutputColumn> all(EventStream stream) {
        List<OutputColumn> all = new ArrayList<>();
        for (Field field : stream.fields()) {
            boolean isKey = stream.unique().contains(field.name());
            all.add(column(field.name(), Column.Type.of(field.type()), field.unit(), isKey));
        }
        if (stream.time() != null) {
            all.add(column(
                    stream.time(), Column.Type.TIME, null, stream.unique().contains(stream.time())));
        }
        return all;
    }

    /** What a view's output may name: all of these, and running totals of its numbers where its rows have one order. */
    public static List<OutputColumn> offered(ViewFold fold) {
        List<OutputColumn> offered = all(fold);
        if (fold.view().every() != null && fold.view().by().isEmpty()) {
            fold.columns().stream()
                    .filter(column -> NUMBERS.contains(column.type()))
                    .map(each -> column(running(each.name()), each.type(), each.unit(), false))
                    .forEach(offered::add);
        }
        return offered;
    }

    /** What a column shows that has a view's column over everything up to and with the window, as lab.yaml writes it. */
    public static String running(String column) {
        return RUNNING_BEGINS + column + RUNNING_ENDS;
    }

    /** Of what column it is a running total; empty where it is none. */
    public static Optional<String> runningOf(String source) {
        return source.startsWith(RUNNING_BEGINS)
                ? Optional.of(source.substring(RUNNING_BEGINS.length(), source.length() - RUNNING_ENDS.length()))
                : Optional.empty();
    }

    private static OutputColumn column(String name, Column.Type type, @Nullable String unit, boolean isKey) {
        return new OutputColumn(name, name, type, unit, isKey);
    }

    private static List<OutputColumn> chosen(Output output, List<OutputColumn> all) {
        if (output.columns().isEmpty()) {
            return all;
        }
        Map<String, OutputColumn> bySource = new LinkedHashMap<>();
        all.forEach(each -> bySource.put(each.source(), each));
        List<OutputColumn> chosen = new ArrayList<>();
        output.columns().forEach((name, source) -> {
            OutputColumn shown = bySource.get(source);
            if (shown == null) {
                throw new IllegalStateException("output " + output.target() + " shows " + source + ", one of "
                        + bySource.keySet() + " was expected");
            }
            chosen.add(new OutputColumn(name, source, shown.type(), shown.unit(), shown.isKey()));
        });
        return chosen;
    }
}
