package datalab.lab.aggregate.pick;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import java.util.List;
import java.util.Map;

/**
 * The fields of the event with the greatest value of {@code by}, as a JSON object; ties go to the earlier event time, then to
 * the lowest partition and offset.
 */
public record MaxBy(String name, String by, List<String> fields) implements Aggregate {

    public static final AggregateFunction FUNCTION = new AggregateFunction(
            "max_by",
            "max_by(value, [name])",
            2,
            ".+,.+",
            Map.of("argmax", "max_by"),
            call -> new MaxBy(call.column(), call.expression(0), call.fields(1)));

    public MaxBy {
        fields = List.copyOf(fields);
    }

    @Override
    public List<String> members() {
        return fields;
    }

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        return new PickFold(
                PickOrder.MAX_BY,
                new PickedObject(name, compiler.expression(by), fields, compiler.expressions(fields)));
    }
}
