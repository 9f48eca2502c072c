package datalab.lab.output;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.ViewFold;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an output's table can show of a view or a stream, and what it does show. Names are those of the API. */
public final class OutputColumns {
    /** The UUID of a window's row, as routes show it: where it is a column, it is the key of the table. */
    public static final String ROW_ID = "row_id";

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

    /**
     * What a view's output may name: all of these, members of objects, and where its rows have one order also an id for each and
     * running totals of its numbers, which need all rows that there were.
     */
    public static List<OutputColumn> offered(ViewFold fold) {
        List<OutputColumn> offered = all(fold);
        for (Aggregate aggregate : fold.view().aggregates()) {
            aggregate.members().forEach(field -> offered.add(member(fold, aggregate.name(), field)));
        }
        if (fold.view().every() != null && fold.view().by().isEmpty()) {
            if (offered.stream().noneMatch(column -> column.source().equals(ROW_ID))) {
                offered.add(column(ROW_ID, Column.Type.STRING, null, true));
            }
            fold.columns().stream()
                    .filter(column ->
                            NUMBERS.contains(column.type()) && fold.view().retain() == null)
                    .map(each -> column(running(each.name()), each.type(), each.unit(), false))
                    .forEach(offered::add);
        }
        return offered;
    }

    /** What identifies a row of an output that shows these of what is offered: the id of a window, or else the fields. */
    public static Set<String> keys(Collection<String> shown, List<OutputColumn> offered) {
        Set<String> keys = new LinkedHashSet<>();
        offered.stream().filter(OutputColumn::isKey).map(OutputColumn::source).forEach(keys::add);
        if (!keys.equals(Set.of(WINDOW_START, ROW_ID))) {
            return keys;
        }
        return Set.of(shown.contains(ROW_ID) ? ROW_ID : WINDOW_START);
    }

    private static OutputColumn member(ViewFold fold, String column, String name) {
        Field field = fold.stream().field(name).orElse(null);
        Column.Type type = field == null ? Column.Type.TIME : Column.Type.of(field.type());
        return column(column + "." + name, type, field == null ? null : field.unit(), false);
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
        Set<String> keys = keys(output.columns().values(), all);
        List<OutputColumn> chosen = new ArrayList<>();
        output.columns().forEach((name, source) -> {
            OutputColumn shown = bySource.get(source);
            if (shown == null) {
                throw new IllegalStateException("output " + output.target() + " shows " + source + ", one of "
                        + bySource.keySet() + " was expected");
            }
            chosen.add(new OutputColumn(name, source, shown.type(), shown.unit(), keys.contains(source)));
        });
        return chosen;
    }
}
