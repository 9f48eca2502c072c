package datalab.lab.view;

import datalab.lab.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sample standard deviation, from the exact sums of the values and of their squares; rounded only when presented, so
 * neither the order of the events nor a great mean with a small spread shows.
 */
record StddevFold(String name, Expression expression) implements Fold<StddevFold.State> {

    static final class State {
        private long n;
        private ExactSum sum = new ExactSum();
        private ExactSum squares = new ExactSum();
    }

    @Override
    public State empty() {
        return new State();
    }

    @Override
    public void add(State into, Event event) {
        Object value = expression.value(event);
        if (value instanceof Number number) { // beyond 2^53 integers are rounded to doubles here
            into.n++;
            into.sum.add(number.doubleValue());
            into.squares.addSquare(number.doubleValue());
        }
    }

    @Override
    public void merge(State into, State other) {
        into.n += other.n;
        into.sum.add(other.sum);
        into.squares.add(other.squares);
    }

    @Override
    public void encode(State state, StateWriter out) {
        out.writeCount(state.n);
        state.sum.encode(out);
        state.squares.encode(out);
    }

    @Override
    public State decode(StateReader in) {
        State state = new State();
        state.n = in.readCount();
        state.sum = ExactSum.decode(in);
        state.squares = ExactSum.decode(in);
        return state;
    }

    @Override
    public List<Column> columns() {
        return List.of(new Column(name, Column.Type.NUMBER, expression.unit()));
    }

    @Override
    public void present(State state, List<@Nullable Object> into) {
        into.add(state.n < 2 ? null : ExactSum.finite(Spread.deviation(state.n, state.sum, state.squares)));
    }

    @Override
    public List<Component> components() {
        return List.of(
                new Component(name, "n", Column.Type.INTEGER),
                new Component(name, "mean", Column.Type.NUMBER),
                new Component(name, "m2", Column.Type.NUMBER));
    }

    @Override
    public void presentComponents(State state, List<@Nullable Object> into) {
        into.add(state.n);
        into.add(state.n == 0 ? null : ExactSum.finite(state.sum.mean(state.n)));
        into.add(state.n == 0 ? null : ExactSum.finite(Spread.squaredDeviations(state.n, state.sum, state.squares)));
    }
}
