package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import datalab.lab.expression.ValueOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds the minimum or the maximum of an expression's values; null if there are none.
 *
 * @param sign 1 for the greatest, -1 for the least
 */
record MinMaxFold(String name, Expression expression, int sign) implements Fold<MinMaxFold.State> {

    static final class State {
        private @Nullable Object value;
    }

    @Override
    public State empty() {
        return new State();
    }

    @Override
    public void add(State into, Event event) {
        offer(into, expression.value(event));
    }

    @Override
    public void merge(State into, State other) {
        offer(into, other.value);
    }

    private void offer(State into, @Nullable Object value) {
        if (value != null && (into.value == null || sign * ValueOrder.compare(value, into.value) > 0)) {
            into.value = value;
        }
    }

    @Override
    public void encode(State state, StateWriter out) {
        out.writeValue(state.value);
    }

    @Override
    public State decode(StateReader in) {
        State state = new State();
        state.value = in.readValue();
        return state;
    }

    @Override
    public List<Column> columns() {
        return List.of(new Column(name, expression.type(), expression.unit()));
    }

    @Override
    public void present(State state, List<@Nullable Object> into) {
        into.add(state.value);
    }

    @Override
    public List<Component> components() {
        return List.of(new Component(name, "value", expression.type()));
    }

    @Override
    public void presentComponents(State state, List<@Nullable Object> into) {
        into.add(state.value);
    }

    @Override
    public List<String> sql(ComponentSql sql) {
        boolean ofBooleans = expression.type() == Column.Type.BOOLEAN;
        String function = sign < 0 ? ofBooleans ? "bool_and" : "min" : ofBooleans ? "bool_or" : "max";
        return List.of(function + "(" + sql.ordered(name, "value", expression.type()) + ")");
    }
}
