package datalab.lab.expression;

import datalab.lab.stream.Field;
import org.jspecify.annotations.Nullable;

/**
 * A column in the output of a view.
 *
 * @param unit the unit of its values where the fold keeps the field's; null otherwise
 */
public record Column(String name, Type type, @Nullable String unit) {

    /** As {@link Field.Type}, and JSON: the text of a JSON value as {@link String}. */
    public enum Type {
        STRING,
        NUMBER,
        INTEGER,
        BOOLEAN,
        TIME,
        JSON;

        /** The type of a column that holds a field's values. */
        public static Type of(Field.Type type) {
            return switch (type) {
                case STRING -> STRING;
                case NUMBER -> NUMBER;
                case INTEGER -> INTEGER;
                case BOOLEAN -> BOOLEAN;
                case TIME -> TIME;
            };
        }
    }
}
