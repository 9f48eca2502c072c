package datalab.web.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.Route;
import datalab.lab.decode.EventDecoder;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import java.util.function.Function;

/** JSON Schemas (2020-12, as OpenAPI 3.1 has them) of what comes in and goes out. */
final class Schemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Schemas() {}

    /** An event as a sender gives it. */
    static ObjectNode eventIn(EventStream stream) {
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        for (Field field : stream.fields()) {
            properties.set(field.name(), field.required() ? field(field) : nullable(field(field)));
            if (field.required() && !field.generated()) {
                required.add(field.name());
            }
        }
        PositionFields position = stream.position();
        if (position != null) {
            degrees(properties, position.latitude(), 90);
            degrees(properties, position.longitude(), 180);
        }
        if (stream.time() != null) {
            String absent = stream.isTimeRequired() ? "" : "; the time of arrival where it is left out";
            ObjectNode time = described("string", "the event time" + absent);
            properties.set(
                    stream.time(),
                    time.set("type", NODES.arrayNode().add("string").add("number")));
        }
        if (stream.isTimeRequired()) {
            required.add(stream.time());
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", stream.extra() == EventStream.Extra.KEEP);
        return schema;
    }

    private static void degrees(ObjectNode properties, String field, int most) {
        properties.withObjectProperty(field).put("minimum", -most).put("maximum", most);
    }

    /** An event as it is kept. */
    static ObjectNode event(EventStream stream) {
        ObjectNode schema = eventIn(stream);
        schema.put("additionalProperties", true);
        ObjectNode properties = (ObjectNode) schema.get("properties");
        if (stream.time() != null) {
            properties.set(stream.time(), time("the event time the sender gave"));
        }
        properties.set("_time", time("the event time: the sender's, or else the time of arrival"));
        properties.set("_arrived", time("when DataLab took the event in"));
        properties.set("_at", described("string", "its place in the log, partition:offset"));
        ObjectNode origin = described("string", "how the values came to be");
        origin.putArray("enum").add("observed").add("modelled").add("simulated");
        properties.set("_origin", origin);
        if (!stream.quality().isEmpty()) {
            properties.set(
                    "_flags",
                    described(
                            "object",
                            "QARTOD flags by field and test: 1 pass, 2 not evaluated, 3 suspect, 4 fail, 9 missing"));
        }
        if (stream.fields().stream().anyMatch(Schemas::keepsUnknown)) {
            properties.set(EventDecoder.UNKNOWN, described("array", "the fields that refer to nothing"));
        }
        properties.set(
                EventDecoder.UNFIT,
                described("object", "older values that do not fit what their fields are declared to be by now"));
        return schema;
    }

    private static boolean keepsUnknown(Field field) {
        return field.reference() != null && field.reference().keepsUnknown();
    }

    /** A row of a view. */
    static ObjectNode row(ViewFold fold, EventStream stream) {
        View view = fold.view();
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        for (String name : view.by()) {
            properties.set(name, nullable(stream.field(name).map(Schemas::field).orElseGet(() -> time("group"))));
        }
        if (view.every() != null) {
            properties.set("window_start", time("the beginning of the window, which lasts " + view.every()));
        }
        for (Column column : fold.columns()) {
            properties.set(column.name(), column(column));
        }
        return schema;
    }

    /** A declared event without what DataLab adds, as a route has it. */
    static ObjectNode routeRow(EventStream stream) {
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        for (Field field : stream.fields()) {
            ObjectNode shown = field.asText() ? described("string", "a number as text") : field(field);
            properties.set(field.name(), nullable(shown));
        }
        if (stream.time() != null) {
            properties.set(stream.time(), described("string", "the event time"));
        }
        return schema;
    }

    /**
     * The object of a route that is put together from views.
     *
     * @param folds what folds a view, by its name
     */
    static ObjectNode routeObject(Route.Json route, Function<String, ViewFold> folds) {
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        route.parts().forEach((name, part) -> properties.set(name, part(part, folds.apply(part.view()))));
        return schema;
    }

    private static ObjectNode part(Route.Part part, ViewFold fold) {
        Column shown = fold.columns().stream()
                .filter(column -> column.name().equals(part.column()))
                .findFirst()
                .orElseThrow();
        if (!(part instanceof Route.Running running)) {
            return column(shown);
        }
        ObjectNode entry = object();
        ObjectNode members = entry.putObject("properties");
        running.as()
                .forEach((name, member) -> members.set(
                        name,
                        switch (member) {
                            case ROW_ID ->
                                described("string", "the same on every call").put("format", "uuid");
                            case TIME -> time("the beginning of the window, in whole seconds");
                            case VALUE -> column(shown);
                        }));
        return arrayOf(entry);
    }

    static ObjectNode problem() {
        ObjectNode schema = object();
        schema.put("description", "RFC 9457: why a request has no answer");
        ObjectNode properties = schema.putObject("properties");
        properties.set("type", described("string", "about:blank"));
        properties.set("title", described("string", "the kind of problem"));
        properties.set("status", described("integer", "the HTTP status"));
        properties.set("detail", described("string", "what was found, what was expected, what to do"));
        schema.putArray("required").add("title").add("status").add("detail");
        return schema;
    }

    /** What a batch of events is answered with. */
    static ObjectNode batchResult() {
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        properties.set("accepted", described("integer", "how many events are kept"));
        properties.set("rejected", described("integer", "how many were refused, and are kept as rejects"));
        ObjectNode error = object();
        ObjectNode members = error.putObject("properties");
        members.set("line", described("integer", "from 1"));
        members.set("field", described("string", "the field at fault"));
        members.set("reason", described("string", "why it was refused"));
        properties.set("errors", arrayOf(error).put("description", "the first 100"));
        return schema;
    }

    /** A batch of a view: asked for, running or over. */
    static ObjectNode batch() {
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        properties.set("id", described("integer", "higher for later ones"));
        ObjectNode kind = described("string", "what it does with the view");
        kind.putArray("enum").add("compact").add("recompute").add("verify");
        properties.set("kind", kind);
        ObjectNode state = described("string", "where it is");
        state.putArray("enum").add("requested").add("running").add("done").add("failed");
        properties.set("state", state);
        properties.set("attempt", described("integer", "1, and one more for each try after a failure"));
        properties.set("owner", nullable(described("string", "the process that runs or ran it")));
        properties.set("lease_until", nullable(time("until when it is its owner's, who says before that it is alive")));
        properties.set("asked", time("when it was asked for"));
        properties.set("began", nullable(time("when it began")));
        properties.set("ended", nullable(time("when it ended")));
        properties.set("events_done", described("integer", "how many records of the log are folded"));
        properties.set("events_total", described("integer", "of how many"));
        properties.set("rows", described("integer", "written; of a compaction merged, of a verification compared"));
        properties.set("differing", described("integer", "rows of a verification that are not what is served"));
        ObjectNode difference = object();
        ObjectNode members = difference.putObject("properties");
        members.set("served", nullable(object()));
        members.set("recomputed", nullable(object()));
        members.set("reason", described("string", "in what they differ"));
        properties.set("differences", arrayOf(difference).put("description", "the first 100"));
        properties.set("error", nullable(described("string", "why it failed")));
        return schema;
    }

    static ObjectNode field(Field field) {
        ObjectNode schema = switch (field.type()) {
            case STRING -> bounded(type("string"), field, "minLength", "maxLength");
            case NUMBER -> bounded(type("number"), field, "minimum", "maximum");
            case INTEGER -> bounded(type("integer"), field, "minimum", "maximum");
            case BOOLEAN -> type("boolean");
            case TIME -> type("string").put("format", "date-time");
        };
        if (field.unit() != null) {
            schema.put("description", "in " + field.unit()).put("x-unit", field.unit());
        }
        return schema;
    }

    static ObjectNode arrayOf(ObjectNode items) {
        ObjectNode schema = type("array");
        schema.set("items", items);
        return schema;
    }

    static ObjectNode reference(String name) {
        return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    static ObjectNode object() {
        return type("object");
    }

    private static ObjectNode column(Column column) {
        ObjectNode schema = switch (column.type()) {
            case STRING -> nullable(type("string"));
            case NUMBER -> nullable(type("number"));
            case INTEGER -> nullable(type("integer"));
            case BOOLEAN -> nullable(type("boolean"));
            case TIME -> nullable(type("string").put("format", "date-time"));
            case JSON -> NODES.objectNode().put("description", "any JSON");
        };
        return column.unit() == null
                ? schema
                : schema.put("description", "in " + column.unit()).put("x-unit", column.unit());
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

    private static ObjectNode nullable(ObjectNode schema) {
        if (schema.path("type").isTextual()) {
            String type = schema.get("type").textValue();
            schema.putArray("type").add(type).add("null");
        }
        return schema;
    }

    private static ObjectNode time(String description) {
        return described("string", description).put("format", "date-time");
    }

    private static ObjectNode described(String type, String description) {
        return type(type).put("description", description);
    }

    private static ObjectNode type(String type) {
        return NODES.objectNode().put("type", type);
    }
}
