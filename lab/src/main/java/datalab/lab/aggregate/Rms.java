package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import datalab.lab.aggregate.state.CountedSum;
import datalab.lab.aggregate.state.ExactSum;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The root mean square of an expression's values, from the exact sum of their squares; null if there are none. Of errors, it is
 * the RMSE.
 */
public record Rms(String name, String expression) implements Aggregate {

    public static final AggregateFunction FUNCTION = AggregateFunction.ofOne(
            "rms", Map.of("rmse", "rms", "quadratic_mean", "rms"), call -> new Rms(call.column(), call.numbers(0)));

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new Compiled(name, compiler.numeric(expression));
    }

    private record Compiled(String name, Expression expression) implements CountedSumFold {

        @Override
        public void add(CountedSum into, Event event) {
            Object value = expression.value(event);
            if (value instanceof Number number) { // beyond 2^53 integers are rounded to doubles here
                into.addSquare(number.doubleValue());
            }
        }

        @Override
        public void present(CountedSum state, List<@Nullable Object> into) {
            into.add(state.n() == 0 ? null : ExactSum.finite(state.rootMean()));
        }

        @Override
        public List<Component> components() {
            return List.of(
                    new Component(name, "n", Column.Type.INTEGER), new Component(name, "squares", Column.Type.NUMBER));
        }

        @Override
        public void presentComponents(CountedSum state, List<@Nullable Object> into) {
            into.add(state.n());
            into.add(state.n() == 0 ? null : ExactSum.finite(state.sum().rounded()));
        }

        @Override
        public List<String> sql(ComponentSql sql) {
            return List.of(
                    "sqrt(sum(" + sql.column(name, "squares") + ") / nullif(sum(" + sql.column(name, "n") + "), 0))");
        }
    }
}
