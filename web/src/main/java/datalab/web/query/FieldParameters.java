package datalab.web.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.lab.expression.Column;
import datalab.lab.json.JsonNumber;
import datalab.lab.stream.Field;
import datalab.web.http.HttpProblem;
import org.jspecify.annotations.Nullable;

/** Parses what a request says of a column's value. */
public final class FieldParameters {
    private FieldParameters() {}

    /** The value that the field of an event would have if its sender had written this. */
    public static Object parse(Field field, String text, TimeParameters times) {
        return parse(FilterParameters.column(field), text, times);
    }

    static Object parse(Column column, String text, TimeParameters times) {
        return switch (column.type()) {
            case STRING, JSON -> text;
            case NUMBER -> known(JsonNumber.number(text.strip()), column, text, "a number");
            case INTEGER -> known(JsonNumber.integer(text.strip()), column, text, "a whole number");
            case BOOLEAN -> bool(column, text);
            case TIME -> times.parseField(column.name(), text);
        };
    }

    /** Of a value, as a request may have it. */
    static ObjectNode schema(Column column) {
        ObjectNode schema = switch (column.type()) {
            case STRING, JSON -> JsonSchema.text();
            case NUMBER -> JsonSchema.type("number");
            case INTEGER -> JsonSchema.type("integer");
            case BOOLEAN -> JsonSchema.type("boolean");
            case TIME -> JsonSchema.text().put("format", "date-time");
        };
        return JsonSchema.unit(schema, column.unit());
    }

    private static Object known(@Nullable Object value, Column column, String text, String expected) {
        if (value == null) {
            throw HttpProblem.badRequest("'" + column.name() + "' is '" + text + "', expected " + expected);
        }
        return value;
    }

    private static Boolean bool(Column column, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw HttpProblem.badRequest("'" + column.name() + "' is '" + text + "', expected true or false");
        };
    }
}
