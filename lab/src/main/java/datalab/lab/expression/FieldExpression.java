package datalab.lab.expression;

import datalab.lab.event.Event;
import datalab.lab.stream.Field;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A declared field's value as it is: the usual case, which costs one array access. */
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
