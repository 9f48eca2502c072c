package datalab.store.postgres.views;

import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.expression.Column;
import datalab.lab.view.View;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.view.ViewLayer;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL view that shows a view to people: its rows, merged from the components of their partials as each aggregate says.
 * What it shows is rounded; DataLab's own answers come from the partials' bytes.
 */
final class ViewSql implements ComponentSql {
    private final PartialTable table;
    private final View view;
    private final List<String> columns = new ArrayList<>();
    private final List<String> overRow = new ArrayList<>();

    private ViewSql(PartialTable table) {
        this.table = table;
        this.view = table.view();
    }

    /** The whole {@code create or replace view} statement. */
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
        List<Column> shown = table.fold().columns();
        List<String> expressions = table.fold().sql(this);
        for (int i = 0; i < shown.size(); i++) {
            columns.add(expressions.get(i) + " as "
                    + SqlIdentifiers.quoted(shown.get(i).name()));
        }
        return "create or replace view %s as\nselect %s\nfrom %s\ngroup by _window, _key%s"
                .formatted(
                        SqlIdentifiers.relation(view.lab(), view.name()),
                        String.join(",\n    ", columns),
                        source(),
                        table.groupColumns());
    }

    @Override
    public String column(String aggregate, String suffix) {
        return SqlIdentifiers.component(new Component(aggregate, suffix, Column.Type.JSON));
    }

    @Override
    public String overRow(String aggregate, String suffix, String expression) {
        String name = SqlIdentifiers.quoted(SqlIdentifiers.bounded("_" + aggregate + "_" + suffix));
        overRow.add(expression + " as " + name);
        return name;
    }

    /** The partials; where an aggregate asks for it, each with what is computed over all partials of its row. */
    private String source() {
        String visible = table.visible(ViewLayer.MERGED);
        return overRow.isEmpty()
                ? table.name() + "\nwhere " + visible
                : "(select *, %s from %s where %s window of_row as (partition by _window, _key%s)) as partials"
                        .formatted(String.join(", ", overRow), table.name(), visible, table.groupColumns());
    }
}
