package datalab.lab.aggregate.pick;

import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All fields of the picked event but those the view groups by, each as a column; then its time under the time field's name
 * and as {@code _time}, and its place as {@code _at}. Every event takes part.
 *
 * @param timeName null where no column but {@code _time} shows the time
 */
record PickedEvent(
        String name,
        List<Column> fields,
        List<Expression> expressions,
        @Nullable String timeName) implements Picked {

    @Override
    public boolean takes(Event event) {
        return true;
    }

    @Override
    public @Nullable Object by(Event event) {
        return null;
    }

    @Override
    public @Nullable Object[] values(Event event) {
        return values(expressions, event);
    }

    @Override
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>(fields);
        if (timeName != null) {
            columns.add(new Column(timeName, Column.Type.TIME, null));
        }
        columns.add(new Column("_time", Column.Type.TIME, null));
        columns.add(new Column("_at", Column.Type.STRING, null));
        return columns;
    }

    @Override
    public void present(@Nullable Pick pick, List<@Nullable Object> into) {
        presentComponents(pick, into);
        if (timeName != null) {
            into.add(pick == null ? null : pick.time());
        }
        into.add(pick == null ? null : pick.time());
        into.add(pick == null ? null : new Coordinate(pick.partition(), pick.offset()).toString());
    }

    @Override
    public List<Component> components() {
        return fields.stream()
                .map(field -> new Component(name, field.name(), field.type()))
                .toList();
    }

    @Override
    public void presentComponents(@Nullable Pick pick, List<@Nullable Object> into) {
        for (int i = 0; i < fields.size(); i++) {
            into.add(pick == null ? null : pick.values()[i]);
        }
    }

    @Override
    public List<String> sql(ComponentSql sql, UnaryOperator<String> pick) {
        String time = "max(" + sql.column(name, "_time") + ")";
        String at = sql.column(name, "_partition") + " || ':' || " + sql.column(name, "_offset");
        List<String> columns = new ArrayList<>();
        for (Column field : fields) {
            columns.add(pick.apply(sql.column(name, field.name())));
        }
        if (timeName != null) {
            columns.add(time);
        }
        columns.add(time);
        columns.add(pick.apply(at));
        return columns;
    }

    @Override
    public String orderPrefix() {
        return "_"; // a field may be called time
    }

    static @Nullable Object[] values(List<Expression> expressions, Event event) {
        @Nullable Object[] values = new @Nullable Object[expressions.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = expressions.get(i).value(event);
        }
        return values;
    }
}
