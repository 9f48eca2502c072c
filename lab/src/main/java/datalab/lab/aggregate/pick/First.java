package datalab.lab.aggregate.pick;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import java.util.Map;

/** The value of the earliest event; ties go to the lowest partition and offset. */
public record First(String name, String expression) implements Aggregate {

    public static final AggregateFunction FUNCTION =
            AggregateFunction.ofOne("first", Map.of(), call -> new First(call.column(), call.expression(0)));

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new PickFold(PickOrder.FIRST, new PickedValue(name, compiler.expression(expression)));
    }
}
