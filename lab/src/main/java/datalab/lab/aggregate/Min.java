package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import java.util.Map;

/** The least value; null where there is none. */
public record Min(String name, String expression) implements Aggregate {

    public static final AggregateFunction FUNCTION =
            AggregateFunction.ofOne("min", Map.of(), call -> new Min(call.column(), call.expression(0)));

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new MinMaxFold(name, compiler.expression(expression), -1);
    }
}
