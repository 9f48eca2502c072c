package datalab.lab.aggregate.fold;

import datalab.lab.expression.Expression;
import datalab.lab.stream.EventStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compiles a view's aggregates against its stream, and collects the fields that they use. */
public final class FoldCompiler {
    private final EventStream stream;
    private final List<String> by;
    private final Set<Integer> fields = new TreeSet<>();

    /** @param by the fields that the view groups by */
    public FoldCompiler(EventStream stream, List<String> by) {
        this.stream = stream;
        this.by = by;
    }

    @SuppressWarnings("unchecked") // a view's partials come from its own folds, so each gets its own states back
    public Fold<Object>[] compile(List<Aggregate> aggregates) {
        return aggregates.stream()
                .map(aggregate -> (Fold<Object>) aggregate.compile(this))
                .toArray(Fold[]::new);
    }

    /** The indexes of the stream's fields that are in any expression so far, in order. */
    public Set<Integer> fields() {
        return fields;
    }

    public EventStream stream() {
        return stream;
    }

    public boolean isGroupedBy(String field) {
        return by.contains(field);
    }

    public List<Expression> expressions(List<String> texts) {
        return texts.stream().map(this::expression).toList();
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

    public Expression numeric(String text) {
        Expression expression = expression(text);
        if (!expression.isNumeric()) {
            throw new IllegalStateException("expression \"" + text + "\" over " + stream.topic() + " is no number");
        }
        return expression;
    }
}
