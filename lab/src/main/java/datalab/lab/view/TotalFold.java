package datalab.lab.view;

import datalab.lab.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sum or the mean of what an expression gives; null where it gave nothing, or a sum beyond a double. */
record TotalFold(String name, Expression expression, boolean mean) implements Fold<TotalFold.State> {

    static final class State {
        private long n;
        private ExactSum sum = new ExactSum();
    }

    @Override
    public State empty() {
        return new State();
    }

    @Override
    public void add(State into, Event event) {
        Object value = expression.value(event);
        if (value instanceof Double number) {
            into.n++;
            into.sum.add(number);
        } else if (value instanceof Long number) {
            into.n++;
            into.sum.add(number);
        }
    }

    @Override
    public void merge(State into, State other) {
        into.n += other.n;
        into.sum.add(other.sum);
    }

    @Override
    public void encode(State state, StateWriter out) {
        out.writeCount(state.n);
        state.sum.encode(out);
    }

    @Override
    public State decode(StateReader in) {
        State state = new State();
        state.n = in.readCount();
        state.sum = ExactSum.decode(in);
        return state;
    }

    @Override
    public List<Column> columns() {
        return List.of(new Column(name, Column.Type.NUMBER, expression.unit()));
    }

    @Override
    public void present(State state, List<@Nullable Object> into) {
        if (state.n == 0) {
            into.add(null);
        } else {
            into.add(ExactSum.finite(mean ? state.sum.mean(state.n) : state.sum.rounded()));
        }
    }

    @Override
    public List<Component> components() {
        Component sum = new Component(name, "sum", Column.Type.NUMBER);
        return mean ? List.of(new Component(name, "n", Column.Type.INTEGER), sum) : List.of(sum);
    }

    @Override
    public void presentComponents(State state, List<@Nullable Object> into) {
        if (mean) {
            into.add(state.n);
        }
        into.add(state.n == 0 ? null : ExactSum.finite(state.sum.rounded()));
    }
}
