package datalab.lab.output;

import datalab.lab.expression.Column;
import org.jspecify.annotations.Nullable;

/**
 * A column of an output's table.
 *
 * @param name in the table
 * @param source what it shows, as lab.yaml writes it: a field, a group-by field, {@code window_start}, a column of the view,
 *     a member of its objects ({@code longest.id}), {@code row_id}, or <code>{running: n}</code>
 * @param type with the classes of its values as {@link Column.Type} says
 * @param unit of its values; null where none is known
 * @param isKey whether it is among those that identify a row
 */
public record OutputColumn(
        String name,
        String source,
        Column.Type type,
        @Nullable String unit,
        boolean isKey) {}
