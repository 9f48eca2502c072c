package datalab.lab.view;

import org.jspecify.annotations.Nullable;

/**
 * A column that a view presents.
 *
 * @param unit the unit of its values where the fold keeps the field's; null otherwise
 */
public record Column(String name, Type type, @Nullable String unit) {

    /** As {@link datalab.lab.Field.Type}, and JSON: the text of a JSON value as {@link String}. */
    public enum Type {
        STRING,
        NUMBER,
        INTEGER,
        BOOLEAN,
        TIME,
        JSON
    }
}
