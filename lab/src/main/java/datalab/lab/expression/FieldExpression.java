package datalab.lab.expression;

import datalab.lab.event.Event;
import datalab.lab.stream.Field;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An expression that is just a declared field: the common case, one array access. */
record FieldExpression(
        int index, Column.Type type, @Nullable String unit) implements Expression {

    static FieldExpression of(Field field, int index) {
        return new FieldExpression(index, Column.Type.of(field.type()), field.unit());
    }

    @Override
    public Set<Integer> fields() {
        return Set.of(index);
    }

    @Override
    public @Nullable Object value(Event event) {
        return event.value(index);
    }
}
