package datalab.store.postgres.views;

import datalab.lab.aggregate.Aggregate;
import datalab.lab.aggregate.Component;
import datalab.lab.expression.Column;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.view.ViewLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL view that shows a view to people: its rows, merged from the components of their partials as {@link Component}
 * says. What it shows is rounded; DataLab's own answers come from the partials' bytes.
 */
final class ViewSql {
    private final PartialTable table;
    private final View view;
    private final ViewFold fold;
    private final List<String> columns = new ArrayList<>();

    private ViewSql(PartialTable table) {
        this.table = table;
        this.view = table.view();
        this.fold = table.fold();
    }

    /** The whole {@code create view} statement. */
    static String of(PartialTable table) {
        return new ViewSql(table).create();
    }

    private String create() {
        for (String field : view.by()) {
            columns.add(SqlIdentifiers.column(field) + " as " + SqlIdentifiers.quoted(field));
        }
        if (view.every() != null) {
            columns.add("_window as window_start");
        }
        for (Aggregate aggregate : view.aggregates()) {
            add(aggregate);
        }
        return "create view %s as\nselect %s\nfrom %s\ngroup by _window, _key%s"
                .formatted(
                        SqlIdentifiers.relation(view.lab(), view.name()),
                        String.join(",\n    ", columns),
                        source(),
                        table.groupColumns());
    }

    private void add(Aggregate aggregate) {
        String name = aggregate.name();
        switch (aggregate) {
            case Aggregate.Count count -> show(name, "sum(" + column(name, "n") + ")::bigint");
            case Aggregate.Sum sum -> show(name, "sum(" + column(name, "sum") + ")");
            case Aggregate.Avg avg ->
                show(name, "sum(%s) / nullif(sum(%s), 0)".formatted(column(name, "sum"), column(name, "n")));
            case Aggregate.Min min -> show(name, extreme(name, "min", "bool_and"));
            case Aggregate.Max max -> show(name, extreme(name, "max", "bool_or"));
            case Aggregate.Stddev stddev -> show(name, deviation(name));
            case Aggregate.First first -> show(name, picked(name, "value", "", "asc"));
            case Aggregate.Last last -> show(name, picked(name, "value", "", "desc"));
            case Aggregate.MaxBy maxBy -> show(name, picked(name, "value", ordered(name, "by") + " desc, ", "asc"));
            case Aggregate.MinBy minBy -> show(name, picked(name, "value", ordered(name, "by") + ", ", "asc"));
            case Aggregate.Distinct distinct -> show(name, ofOnePartial(name));
            case Aggregate.Quantile quantile -> show(name, ofOnePartial(name));
            case Aggregate.Top top ->
                show(name, "case when count(*) = 1 then (array_agg(" + column(name, "value") + "))[1] end");
            case Aggregate.Covered covered -> show(name, length(column(name, "intervals")));
            case Aggregate.KeepLast keep -> keptColumns(name);
        }
    }

    private void show(String name, String expression) {
        columns.add(expression + " as " + SqlIdentifiers.quoted(name));
    }

    private String extreme(String name, String function, String ofBooleans) {
        String applied = type(name, "value") == Column.Type.BOOLEAN ? ofBooleans : function;
        return applied + "(" + ordered(name, "value") + ")";
    }

    /** From means and squared deviations of the partials; {@link #source} gives the mean of them all. */
    private String deviation(String name) {
        String n = column(name, "n");
        return "case when sum(%s) > 1 then sqrt(sum(%s + %s * (%s - %s) ^ 2) / (sum(%s) - 1)) end"
                .formatted(n, column(name, "m2"), n, column(name, "mean"), meanOfAll(name), n);
    }

    private String picked(String name, String suffix, String order, String direction) {
        return picked(name, suffix, order, direction, "");
    }

    private String picked(String name, String suffix, String order, String direction, String prefix) {
        String time = column(name, prefix + "time");
        return "(array_agg(%s order by %s%s %s, %s %s, %s %s) filter (where %s is not null))[1]"
                .formatted(
                        column(name, suffix),
                        order,
                        time,
                        direction,
                        column(name, prefix + "partition"),
                        direction,
                        column(name, prefix + "offset"),
                        direction,
                        time);
    }

    private String ofOnePartial(String name) {
        return "case when count(*) = 1 then min(" + column(name, "estimate") + ") end";
    }

    private static String length(String intervals) {
        return "(select coalesce(sum(upper(i) - lower(i)), 0) / 1e6 from unnest(range_agg(" + intervals
                + "::int8multirange)) as i)::double precision";
    }

    private void keptColumns(String name) {
        for (Component component : fold.components()) {
            String suffix = component.suffix();
            if (component.aggregate().equals(name) && !suffix.startsWith("_")) {
                show(suffix, picked(name, suffix, "", "desc", "_"));
            }
        }
        for (Column column : fold.columns()) {
            if (column.name().equals("_at")) {
                String place = column(name, "_partition") + " || ':' || " + column(name, "_offset");
                show(
                        "_at",
                        picked(name, "_time", "", "desc", "_").replaceFirst("array_agg\\(\\S+", "array_agg(" + place));
            } else if (columns.stream()
                    .noneMatch(shown -> shown.endsWith(" as " + SqlIdentifiers.quoted(column.name())))) {
                show(column.name(), "max(" + column(name, "_time") + ")");
            }
        }
    }

    /** The partials; where a deviation is asked for, each with the mean over all partials of its row. */
    private String source() {
        String visible = table.visible(ViewLayer.MERGED);
        List<String> means = view.aggregates().stream()
                .filter(Aggregate.Stddev.class::isInstance)
                .map(aggregate -> "sum(%1$s * %2$s) over of_row / nullif(sum(%1$s) over of_row, 0) as %3$s"
                        .formatted(
                                column(aggregate.name(), "n"),
                                column(aggregate.name(), "mean"),
                                meanOfAll(aggregate.name())))
                .collect(Collectors.toList());
        return means.isEmpty()
                ? table.name() + "\nwhere " + visible
                : "(select *, %s from %s where %s window of_row as (partition by _window, _key%s)) as partials"
                        .formatted(String.join(", ", means), table.name(), visible, table.groupColumns());
    }

    private static String meanOfAll(String aggregate) {
        return SqlIdentifiers.quoted(SqlIdentifiers.bounded("_" + aggregate + "_mean_of_all"));
    }

    /** A component's column in an order that is the same everywhere: texts by code point. */
    private String ordered(String aggregate, String suffix) {
        String column = column(aggregate, suffix);
        return type(aggregate, suffix) == Column.Type.STRING ? column + " collate \"C\"" : column;
    }

    private Column.Type type(String aggregate, String suffix) {
        return fold.components().stream()
                .filter(component -> component.aggregate().equals(aggregate)
                        && component.suffix().equals(suffix))
                .findFirst()
                .orElseThrow()
                .type();
    }

    private static String column(String aggregate, String suffix) {
        return SqlIdentifiers.component(new Component(aggregate, suffix, Column.Type.JSON));
    }
}
