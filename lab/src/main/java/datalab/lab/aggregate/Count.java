package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The number of events. */
public record Count(String name) implements Aggregate {

    public static final AggregateFunction FUNCTION =
            new AggregateFunction("count", "count", 0, "", Map.of(), call -> new Count(call.column()));

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new Compiled(name);
    }

    private record Compiled(String name) implements Fold<Compiled.State> {
        static final class State {
            private long n;
        }

        @Override
        public State empty() {
            return new State();
        }

        @Override
        public void add(State into, Event event) {
            into.n++;
        }

        @Override
        public void merge(State into, State other) {
            into.n += other.n;
        }

        @Override
        public void encode(State state, StateWriter out) {
            out.writeCount(state.n);
        }

        @Override
        public State decode(StateReader in) {
            State state = new State();
            state.n = in.readCount();
            return state;
        }

        @Override
        public List<Column> columns() {
            return List.of(new Column(name, Column.Type.INTEGER, null));
        }

        @Override
        public void present(State state, List<@Nullable Object> into) {
            into.add(state.n);
        }

        @Override
        public List<Component> components() {
            return List.of(new Component(name, "n", Column.Type.INTEGER));
        }

        @Override
        public void presentComponents(State state, List<@Nullable Object> into) {
            into.add(state.n);
        }

        @Override
        public List<String> sql(ComponentSql sql) {
            return List.of("sum(" + sql.column(name, "n") + ")::bigint");
        }
    }
}
