package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.aggregate.state.CountedSum;
import datalab.lab.aggregate.state.ExactSum;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds the sum or the mean of an expression's values; null if there are none, or if the sum exceeds the range of a double.
 */
record SumFold(String name, Expression expression, boolean mean) implements CountedSumFold {

    @Override
    public void add(CountedSum into, Event event) {
        Object value = expression.value(event);
        if (value instanceof Double number) {
            into.add(number.doubleValue());
        } else if (value instanceof Long number) {
            into.add(number.longValue());
        }
    }

    @Override
    public void present(CountedSum state, List<@Nullable Object> into) {
        if (state.n() == 0) {
            into.add(null);
        } else {
            into.add(ExactSum.finite(mean ? state.mean() : state.sum().rounded()));
        }
    }

    @Override
    public List<Component> components() {
        Component sum = new Component(name, "sum", Column.Type.NUMBER);
        return mean ? List.of(new Component(name, "n", Column.Type.INTEGER), sum) : List.of(sum);
    }

    @Override
    public void presentComponents(CountedSum state, List<@Nullable Object> into) {
        if (mean) {
            into.add(state.n());
        }
        into.add(state.n() == 0 ? null : ExactSum.finite(state.sum().rounded()));
    }

    @Override
    public List<String> sql(ComponentSql sql) {
        String sum = "sum(" + sql.column(name, "sum") + ")";
        return List.of(mean ? sum + " / nullif(sum(" + sql.column(name, "n") + "), 0)" : sum);
    }
}
