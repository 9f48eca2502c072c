package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import java.util.Map;

/** The sum of an expression's values; null if there are none, or if the sum exceeds the range of a double. */
public record Sum(String name, String expression) implements Aggregate {

    public static final AggregateFunction FUNCTION =
            AggregateFunction.ofOne("sum", Map.of(), call -> new Sum(call.column(), call.numbers(0)));

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new SumFold(name, compiler.numeric(expression), false);
    }
}
