package datalab.lab.aggregate;

import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compiles a view's aggregates against its stream: makes the fold of each aggregate, and remembers which fields they take. */
public final class FoldCompiler {
    private final List<Aggregate> aggregates;
    private final List<String> by;
    private final EventStream stream;
    private final Set<Integer> fields = new TreeSet<>();

    public FoldCompiler(List<Aggregate> aggregates, List<String> by, EventStream stream) {
        this.aggregates = aggregates;
        this.by = by;
        this.stream = stream;
    }

    @SuppressWarnings("unchecked") // a view's partials come from its own folds, so each gets its own states back
    public Fold<Object>[] all() {
        return aggregates.stream()
                .map(aggregate -> (Fold<Object>) of(aggregate))
                .toArray(Fold[]::new);
    }

    /** The indexes of the stream's fields that are in any expression so far, in order. */
    public Set<Integer> fields() {
        return fields;
    }

    public Expression expression(String text) {
        return switch (Expression.compile(text, stream)) {
            case Expression.Compiled.Ready ready -> {
                fields.addAll(ready.expression().fields());
                yield ready.expression();
            }
            case Expression.Compiled.Wrong wrong ->
                throw new IllegalStateException(
                        "expression \"" + text + "\" over " + stream.topic() + ": " + wrong.detail());
        };
    }

    private Fold<?> of(Aggregate aggregate) {
        String name = aggregate.name();
        return switch (aggregate) {
            case Aggregate.Count count -> new CountFold(name);
            case Aggregate.Sum sum -> new SumFold(name, numeric(sum.expression()), false);
            case Aggregate.Avg avg -> new SumFold(name, numeric(avg.expression()), true);
            case Aggregate.Min min -> new MinMaxFold(name, expression(min.expression()), -1);
            case Aggregate.Max max -> new MinMaxFold(name, expression(max.expression()), 1);
            case Aggregate.Stddev stddev -> new StddevFold(name, numeric(stddev.expression()));
            case Aggregate.First first ->
                new PickFold(PickOrder.FIRST, new PickedValue(name, expression(first.expression())));
            case Aggregate.Last last ->
                new PickFold(PickOrder.LAST, new PickedValue(name, expression(last.expression())));
            case Aggregate.MaxBy maxBy -> new PickFold(PickOrder.MAX_BY, picked(name, maxBy.by(), maxBy.fields()));
            case Aggregate.MinBy minBy -> new PickFold(PickOrder.MIN_BY, picked(name, minBy.by(), minBy.fields()));
            case Aggregate.Distinct distinct -> new DistinctFold(name, expression(distinct.expression()));
            case Aggregate.Quantile quantile ->
                new QuantileFold(name, numeric(quantile.expression()), quantile.fraction());
            case Aggregate.Top top -> new TopFold(name, expression(top.expression()), top.values());
            case Aggregate.Covered covered -> new IntervalUnionFold(name, expression(covered.until()));
            case Aggregate.KeepLast keep -> new PickFold(PickOrder.LAST, kept(name));
        };
    }

    private Expression numeric(String text) {
        Expression expression = expression(text);
        if (!expression.isNumeric()) {
            throw new IllegalStateException("expression \"" + text + "\" over " + stream.topic() + " is no number");
        }
        return expression;
    }

    private PickedObject picked(String name, String by, List<String> names) {
        List<Expression> expressions = names.stream().map(this::expression).toList();
        return new PickedObject(name, expression(by), names, expressions);
    }

    private PickedEvent kept(String name) {
        List<Column> columns = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        for (Field field : stream.fields()) {
            if (!by.contains(field.name())) {
                columns.add(new Column(field.name(), Column.Type.of(field.type()), field.unit()));
                expressions.add(expression(field.name()));
            }
        }
        String time = stream.time() == null || by.contains(stream.time()) ? null : stream.time();
        return new PickedEvent(name, columns, expressions, time);
    }
}
