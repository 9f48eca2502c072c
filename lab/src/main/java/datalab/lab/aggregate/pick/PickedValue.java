package datalab.lab.aggregate.pick;

import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One value of the picked event; events without it take no part. */
record PickedValue(String name, Expression expression) implements Picked {

    @Override
    public boolean takes(Event event) {
        return expression.value(event) != null;
    }

    @Override
    public @Nullable Object by(Event event) {
        return null;
    }

    @Override
    public @Nullable Object[] values(Event event) {
        return new @Nullable Object[] {expression.value(event)};
    }

    @Override
    public List<Column> columns() {
        return List.of(new Column(name, expression.type(), expression.unit()));
    }

    @Override
    public void present(@Nullable Pick pick, List<@Nullable Object> into) {
        into.add(pick == null ? null : pick.values()[0]);
    }

    @Override
    public List<Component> components() {
        return List.of(new Component(name, "value", expression.type()));
    }

    @Override
    public void presentComponents(@Nullable Pick pick, List<@Nullable Object> into) {
        present(pick, into);
    }

    @Override
    public List<String> sql(ComponentSql sql, UnaryOperator<String> pick) {
        return List.of(pick.apply(sql.column(name, "value")));
    }

    @Override
    public String orderPrefix() {
        return "";
    }
}
