package datalab.lab.view;

import datalab.lab.EventStream;
import datalab.lab.Field;
import java.util.ArrayList;
import java.util.List;

/** Makes the fold of each aggregate of a view. */
final class Folds {
    private Folds() {}

    @SuppressWarnings("unchecked") // a view's partials come from its own folds, so each gets its own states back
    static Fold<Object>[] of(View view, EventStream stream) {
        return view.aggregates().stream()
                .map(aggregate -> (Fold<Object>) of(aggregate, view, stream))
                .toArray(Fold[]::new);
    }

    static Expression expression(String text, EventStream stream) {
        return switch (Expression.compile(text, stream)) {
            case Expression.Compiled.Ready ready -> ready.expression();
            case Expression.Compiled.Wrong wrong ->
                throw new IllegalStateException(
                        "expression \"" + text + "\" over " + stream.topic() + ": " + wrong.detail());
        };
    }

    private static Fold<?> of(Aggregate aggregate, View view, EventStream stream) {
        String name = aggregate.name();
        return switch (aggregate) {
            case Aggregate.Count count -> new CountFold(name);
            case Aggregate.Sum sum -> new TotalFold(name, numeric(sum.expression(), stream), false);
            case Aggregate.Avg avg -> new TotalFold(name, numeric(avg.expression(), stream), true);
            case Aggregate.Min min -> new ExtremeFold(name, expression(min.expression(), stream), -1);
            case Aggregate.Max max -> new ExtremeFold(name, expression(max.expression(), stream), 1);
            case Aggregate.Stddev stddev -> new StddevFold(name, numeric(stddev.expression(), stream));
            case Aggregate.First first ->
                new PickFold(PickOrder.FIRST, new PickedValue(name, expression(first.expression(), stream)));
            case Aggregate.Last last ->
                new PickFold(PickOrder.LAST, new PickedValue(name, expression(last.expression(), stream)));
            case Aggregate.MaxBy maxBy ->
                new PickFold(PickOrder.MAX_BY, picked(name, maxBy.by(), maxBy.fields(), stream));
            case Aggregate.MinBy minBy ->
                new PickFold(PickOrder.MIN_BY, picked(name, minBy.by(), minBy.fields(), stream));
            case Aggregate.Distinct distinct -> new DistinctFold(name, expression(distinct.expression(), stream));
            case Aggregate.Quantile quantile ->
                new QuantileFold(name, numeric(quantile.expression(), stream), quantile.fraction());
            case Aggregate.Top top -> new TopFold(name, expression(top.expression(), stream), top.values());
            case Aggregate.KeepLast keep -> new PickFold(PickOrder.LAST, kept(name, view, stream));
        };
    }

    private static Expression numeric(String text, EventStream stream) {
        Expression expression = expression(text, stream);
        if (!expression.isNumeric()) {
            throw new IllegalStateException("expression \"" + text + "\" over " + stream.topic() + " is no number");
        }
        return expression;
    }

    private static PickedObject picked(String name, String by, List<String> fields, EventStream stream) {
        List<Expression> expressions =
                fields.stream().map(field -> expression(field, stream)).toList();
        return new PickedObject(name, expression(by, stream), fields, expressions);
    }

    private static PickedEvent kept(String name, View view, EventStream stream) {
        List<Column> columns = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        for (Field field : stream.fields()) {
            if (!view.by().contains(field.name())) {
                columns.add(new Column(field.name(), Column.Type.of(field.type()), field.unit()));
                expressions.add(expression(field.name(), stream));
            }
        }
        String time = stream.time() == null || view.by().contains(stream.time()) ? null : stream.time();
        return new PickedEvent(name, columns, expressions, time);
    }
}
