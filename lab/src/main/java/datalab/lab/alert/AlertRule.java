package datalab.lab.alert;

import datalab.lab.event.Event;
import datalab.lab.expression.Expression;
import datalab.lab.expression.Expression.Compiled;
import datalab.lab.stream.EventStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an alert says of one event, or of one row as {@link AlertRows} have it. Thread-safe. */
public final class AlertRule {
    private final @Nullable Expression when;
    private final @Nullable Expression until;
    private final @Nullable Expression value;

    /**
     * Compiles the expressions; one that does not compile is a bug, as the lab has been checked.
     *
     * @param stream of the events or rows
     */
    public AlertRule(Alert alert, EventStream stream) {
        this.when = compiled(alert.when(), stream);
        this.until = compiled(alert.until(), stream);
        this.value = alert.value() == null ? onlyNumber(when, stream) : compiled(alert.value(), stream);
    }

    /** Whether it begins here, or goes on. An expression without a value says no. */
    public boolean begins(Event event) {
        return when != null && Boolean.TRUE.equals(when.value(event));
    }

    /** Whether it ends here, once it has fired. An expression without a value says no. */
    public boolean ends(Event event) {
        if (when == null || begins(event)) {
            return false;
        }
        return until == null ? Boolean.FALSE.equals(when.value(event)) : Boolean.TRUE.equals(until.value(event));
    }

    /** The number to show with it; null for none. */
    public @Nullable Double value(Event event) {
        return value != null && value.value(event) instanceof Number number ? number.doubleValue() : null;
    }

    private static @Nullable Expression compiled(@Nullable String text, EventStream stream) {
        if (text == null) {
            return null;
        }
        return switch (Expression.compile(text, stream)) {
            case Compiled.Ready(Expression expression) -> expression;
            case Compiled.Wrong(int offset, String detail) ->
                throw new IllegalStateException("alert on " + stream.topic() + ": " + text + ": " + detail);
        };
    }

    private static @Nullable Expression onlyNumber(@Nullable Expression when, EventStream stream) {
        if (when == null) {
            return null;
        }
        List<Expression> numbers = when.fields().stream()
                .map(field -> compiled(stream.fields().get(field).name(), stream))
                .filter(expression -> expression != null && expression.isNumeric())
                .toList();
        return numbers.size() == 1 ? numbers.getFirst() : null;
    }
}
