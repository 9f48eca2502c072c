package datalab.web.query;

import datalab.lab.json.JsonNumber;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.web.http.HttpProblem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses query parameters that filter by a field into values of the field's type. */
public final class FieldParameters {
    private FieldParameters() {}

    /** The fields of a stream that can be filters; one with the name of an own parameter cannot. */
    static List<String> names(EventStream stream, Collection<String> own) {
        return stream.fields().stream()
                .map(Field::name)
                .filter(name -> !own.contains(name))
                .toList();
    }

    /** The fields among these that the request narrows by, with the values they must have. */
    public static Map<String, Object> filters(
            QueryParameters query, EventStream stream, Collection<String> names, TimeParameters times) {
        Map<String, Object> equal = new LinkedHashMap<>();
        for (String name : names) {
            query.text(name)
                    .ifPresent(text -> equal.put(name, parse(stream.field(name).orElseThrow(), text, times)));
        }
        return equal;
    }

    /** The value that the field of an event would have if its sender had written this. */
    public static Object parse(Field field, String text, TimeParameters times) {
        return switch (field.type()) {
            case STRING -> text;
            case NUMBER -> known(JsonNumber.number(text.strip()), field, text, "a number");
            case INTEGER -> known(JsonNumber.integer(text.strip()), field, text, "a whole number");
            case BOOLEAN -> bool(text);
            case TIME -> times.parseField(field.name(), text);
        };
    }

    private static Object known(@Nullable Object value, Field field, String text, String expected) {
        if (value == null) {
            throw HttpProblem.badRequest("'" + field.name() + "' is '" + text + "', expected " + expected);
        }
        return value;
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw HttpProblem.badRequest("'" + text + "' is neither true nor false");
        };
    }
}
