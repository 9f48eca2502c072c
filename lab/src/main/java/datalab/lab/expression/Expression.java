package datalab.lab.expression;

import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregate takes from an event: a field, the event time, or a CEL expression over them. Immutable, thread-safe,
 * and never throws for what an event holds.
 *
 * <p>In CEL a stream's fields are variables: STRING string, NUMBER double, INTEGER int, BOOLEAN bool, TIME (and the time
 * field) timestamp. Doubles and ints may be mixed. {@code size} of a string counts Unicode characters. An expression has no
 * value where a field that it names has none, or where it fails (division by zero, overflow).
 */
public sealed interface Expression permits FieldExpression, TimeExpression, CelExpression {

    /** Of the values: as {@link Column.Type}, never JSON. A duration is a NUMBER of seconds. */
    Column.Type type();

    /** The unit of the values where it is one field's; null otherwise. */
    @Nullable
    String unit();

    /** The value for one event, of the class the type names; null for none. A number is always finite. */
    @Nullable
    Object value(Event event);

    /** The indexes of the stream's fields that the value is made from. */
    Set<Integer> fields();

    /** Whether the values are numbers, so that they can be added. */
    default boolean isNumeric() {
        return type() == Column.Type.NUMBER || type() == Column.Type.INTEGER;
    }

    /** Compiles a text once for all events of a stream. */
    static Compiled compile(String text, EventStream stream) {
        String name = text.strip();
        int index = stream.indexOf(name);
        if (index >= 0) {
            return new Compiled.Ready(FieldExpression.of(stream.fields().get(index), index));
        }
        if (name.equals(stream.time())) {
            return new Compiled.Ready(new TimeExpression());
        }
        return CelExpression.compile(text, stream);
    }

    /** What compiling came to. */
    sealed interface Compiled {

        record Ready(Expression expression) implements Compiled {}

        /**
         * The text is no expression over this stream's fields.
         *
         * @param offset where in the text the fault was found, in Unicode characters from 0
         * @param detail what is wrong, for a person
         */
        record Wrong(int offset, String detail) implements Compiled {}
    }
}
