package datalab.lab.aggregate.pick;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import java.util.List;
import java.util.Map;

/** As {@link MaxBy}, with the least value. */
public record MinBy(String name, String by, List<String> fields) implements Aggregate {

    public static final AggregateFunction FUNCTION = new AggregateFunction(
            "min_by",
            "min_by(value, [name])",
            2,
            ".+,.+",
            Map.of("argmin", "min_by"),
            call -> new MinBy(call.column(), call.expression(0), call.fields(1)));

    public MinBy {
        fields = List.copyOf(fields);
    }

    @Override
    public List<String> members() {
        return fields;
    }

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new PickFold(
                PickOrder.MIN_BY,
                new PickedObject(name, compiler.expression(by), fields, compiler.expressions(fields)));
    }
}
