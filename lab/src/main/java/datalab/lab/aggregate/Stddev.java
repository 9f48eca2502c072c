package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import datalab.lab.aggregate.state.CountedSum;
import datalab.lab.aggregate.state.ExactSum;
import datalab.lab.aggregate.state.StandardDeviation;
import datalab.lab.aggregate.state.StateReader;
import datalab.lab.aggregate.state.StateWriter;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sample standard deviation (n − 1), from the exact sums of the values and of their squares; null below two events.
 * Rounded only when presented, so neither the order of the events nor a great mean with a small spread shows.
 */
public record Stddev(String name, String expression) implements Aggregate {

    public static final AggregateFunction FUNCTION = AggregateFunction.ofOne(
            "stddev", Map.of("std", "stddev"), call -> new Stddev(call.column(), call.numbers(0)));

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new Compiled(name, compiler.numeric(expression));
    }

    private record Compiled(String name, Expression expression) implements Fold<Compiled.State> {
        /** Mutable in its parts. */
        record State(CountedSum values, ExactSum squares) {}

        @Override
        public State empty() {
            return new State(new CountedSum(), new ExactSum());
        }

        @Override
        public void add(State into, Event event) {
            Object value = expression.value(event);
            if (value instanceof Number number) { // beyond 2^53 integers are rounded to doubles here
                into.values.add(number.doubleValue());
                into.squares.addSquare(number.doubleValue());
            }
        }

        @Override
        public void merge(State into, State other) {
            into.values.add(other.values);
            into.squares.add(other.squares);
        }

        @Override
        public void encode(State state, StateWriter out) {
            state.values.encode(out);
            state.squares.encode(out);
        }

        @Override
        public State decode(StateReader in) {
            return new State(CountedSum.decode(in), ExactSum.decode(in));
        }

        @Override
        public List<Column> columns() {
            return List.of(new Column(name, Column.Type.NUMBER, expression.unit()));
        }

        @Override
        public void present(State state, List<@Nullable Object> into) {
            long n = state.values.n();
            into.add(n < 2 ? null : ExactSum.finite(StandardDeviation.deviation(n, state.values.sum(), state.squares)));
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
            long n = state.values.n();
            into.add(n);
            into.add(n == 0 ? null : ExactSum.finite(state.values.mean()));
            into.add(
                    n == 0
                            ? null
                            : ExactSum.finite(
                                    StandardDeviation.squaredDeviations(n, state.values.sum(), state.squares)));
        }

        @Override
        public List<String> sql(ComponentSql sql) {
            String n = sql.column(name, "n");
            String mean = sql.column(name, "mean");
            String ofAll = sql.overRow(
                    name,
                    "mean_of_all",
                    "sum(%1$s * %2$s) over of_row / nullif(sum(%1$s) over of_row, 0)".formatted(n, mean));
            return List.of(
                    "case when sum(%1$s) > 1 then sqrt(sum(%2$s + %1$s * (%3$s - %4$s) ^ 2) / (sum(%1$s) - 1)) end"
                            .formatted(n, sql.column(name, "m2"), mean, ofAll));
        }
    }
}
