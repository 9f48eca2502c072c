package datalab.lab.aggregate.pick;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import java.util.Map;

/** The value of the latest event; ties go to the highest partition and offset. */
public record Last(String name, String expression) implements Aggregate {

    public static final AggregateFunction FUNCTION =
            AggregateFunction.ofOne("last", Map.of(), call -> new Last(call.column(), call.expression(0)));

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new PickFold(PickOrder.LAST, new PickedValue(name, compiler.expression(expression)));
    }
}
