package datalab.http.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.stream.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes JSON Schemas (2020-12, as OpenAPI 3.1 has them). */
public final class JsonSchema {
    private JsonSchema() {}

    public static ObjectNode object() {
        return type("object");
    }

    public static ObjectNode text() {
        return type("string");
    }

    /** A string that is not empty. */
    public static ObjectNode someText() {
        return text().put("minLength", 1);
    }

    /** An enumeration of strings. */
    public static ObjectNode words(List<String> words) {
        ObjectNode schema = text();
        words.forEach(schema.putArray("enum")::add);
        return schema;
    }

    public static ObjectNode wholeNumber(int min, int max) {
        return type("integer").put("minimum", min).put("maximum", max);
    }

    public static ObjectNode number(int min, int max) {
        return type("number").put("minimum", min).put("maximum", max);
    }

    public static ObjectNode arrayOf(ObjectNode items) {
        ObjectNode schema = type("array");
        schema.set("items", items);
        return schema;
    }

    /** One of the document's components. */
    public static ObjectNode reference(String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    /** The values of a field. */
    public static ObjectNode of(Field field) {
        ObjectNode schema = switch (field.type()) {
            case STRING -> bounded(type("string"), field, "minLength", "maxLength");
            case NUMBER -> bounded(type("number"), field, "minimum", "maximum");
            case INTEGER -> bounded(type("integer"), field, "minimum", "maximum");
            case BOOLEAN -> type("boolean");
            case TIME -> type("string").put("format", "date-time");
        };
        return unit(schema, field.unit());
    }

    /** The same with a unit, where there is one. */
    public static ObjectNode unit(ObjectNode schema, @Nullable String unit) {
        return unit == null ? schema : schema.put("description", "in " + unit).put("x-unit", unit);
    }

    public static ObjectNode nullable(ObjectNode schema) {
        if (schema.path("type").isTextual()) {
            String type = schema.get("type").textValue();
            schema.putArray("type").add(type).add("null");
        }
        return schema;
    }

    public static ObjectNode time(String description) {
        return described("string", description).put("format", "date-time");
    }

    public static ObjectNode described(String type, String description) {
        return type(type).put("description", description);
    }

    public static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static ObjectNode bounded(ObjectNode schema, Field field, String least, String greatest) {
        if (field.min() != null) {
            put(schema, least, field.min());
        }
        if (field.max() != null) {
            put(schema, greatest, field.max());
        }
        return schema;
    }

    private static void put(ObjectNode schema, String name, double bound) {
        if (bound == Math.rint(bound) && Math.abs(bound) < 1e15) {
            schema.put(name, (long) bound);
        } else {
            schema.put(name, bound);
        }
    }
}
