package datalab.lab.expression;

import datalab.lab.event.Event;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The event time, under the name of the stream's time field. */
record TimeExpression() implements Expression {

    @Override
    public Column.Type type() {
        return Column.Type.TIME;
    }

    @Override
    public @Nullable String unit() {
        return null;
    }

    @Override
    public Set<Integer> fields() {
        return Set.of();
    }

    @Override
    public Object value(Event event) {
        return event.time();
    }
}
