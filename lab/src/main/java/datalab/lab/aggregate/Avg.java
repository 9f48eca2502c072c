package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import java.util.Map;

/** The mean of an expression's values; null if there are none. */
public record Avg(String name, String expression) implements Aggregate {

    public static final AggregateFunction FUNCTION = AggregateFunction.ofOne(
            "avg", Map.of("mean", "avg", "average", "avg"), call -> new Avg(call.column(), call.numbers(0)));

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new SumFold(name, compiler.numeric(expression), true);
    }
}
