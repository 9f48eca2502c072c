package datalab.web.rest;

import datalab.lab.EventStream;
import datalab.lab.Field;
import datalab.web.http.NoAnswer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts of a URL as values of the class a field's type names. */
final class Values {
    private Values() {}

    /** The fields of a stream that can be filters; one with the name of an own parameter cannot. */
    static List<String> names(EventStream stream, Collection<String> own) {
        return stream.fields().stream()
                .map(Field::name)
                .filter(name -> !own.contains(name))
                .toList();
    }

    /** The fields among these that the request narrows by, with the values they must have. */
    static Map<String, Object> filters(Query query, EventStream stream, Collection<String> names, AskedTimes times) {
        Map<String, Object> equal = new LinkedHashMap<>();
        for (String name : names) {
            query.text(name)
                    .ifPresent(text -> equal.put(name, parse(stream.field(name).orElseThrow(), text, times)));
        }
        return equal;
    }

    static Object parse(Field field, String text, AskedTimes times) {
        try {
            return switch (field.type()) {
                case STRING -> text;
                case NUMBER -> finite(Double.parseDouble(text));
                case INTEGER -> Long.parseLong(text);
                case BOOLEAN -> bool(text);
                case TIME -> times.parse(field.name(), text);
            };
        } catch (NumberFormatException e) {
            throw NoAnswer.badRequest("'" + field.name() + "' is '" + text + "', expected "
                    + (field.type() == Field.Type.INTEGER ? "a whole number" : "a number"));
        }
    }

    private static Double finite(double number) {
        if (!Double.isFinite(number)) {
            throw new NumberFormatException("not finite");
        }
        return number;
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw NoAnswer.badRequest("'" + text + "' is neither true nor false");
        };
    }
}
