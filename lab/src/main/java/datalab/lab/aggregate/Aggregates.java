package datalab.lab.aggregate;

import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.aggregate.pick.First;
import datalab.lab.aggregate.pick.Last;
import datalab.lab.aggregate.pick.MaxBy;
import datalab.lab.aggregate.pick.MinBy;
import java.util.List;
import java.util.stream.Collectors;

/** The aggregates that lab.yaml knows, in the order in which messages name them. */
public final class Aggregates {
    public static final List<AggregateFunction> ALL = List.of(
            Count.FUNCTION,
            Sum.FUNCTION,
            Avg.FUNCTION,
            Min.FUNCTION,
            Max.FUNCTION,
            Stddev.FUNCTION,
            Rms.FUNCTION,
            First.FUNCTION,
            Last.FUNCTION,
            MaxBy.FUNCTION,
            MinBy.FUNCTION,
            Distinct.FUNCTION,
            Quantile.FUNCTION,
            Top.FUNCTION);

    private Aggregates() {}

    /** What the JSON Schema of lab.yaml says of an aggregate's text. */
    public static String pattern() {
        return ALL.stream().map(AggregateFunction::callPattern).collect(Collectors.joining("|", "^\\s*(", ")\\s*$"));
    }

    /** The description in the JSON Schema. */
    public static String description() {
        return ALL.stream().map(AggregateFunction::example).collect(Collectors.joining(", "))
                + ", where value is a field or a CEL expression over the fields.";
    }
}
