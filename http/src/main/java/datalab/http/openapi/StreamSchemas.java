package datalab.http.openapi;

import static datalab.http.openapi.JsonSchema.described;
import static datalab.http.openapi.JsonSchema.nullable;
import static datalab.http.openapi.JsonSchema.object;
import static datalab.http.openapi.JsonSchema.time;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.decode.EventDecoder;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;

/** JSON Schemas of a stream's events, as they come in and go out. */
public final class StreamSchemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StreamSchemas() {}

    /** An event as a sender gives it. */
    public static ObjectNode in(EventStream stream) {
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        for (Field field : stream.fields()) {
            properties.set(field.name(), field.required() ? JsonSchema.of(field) : nullable(JsonSchema.of(field)));
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

    /** An event as it is kept, or those of its columns that are asked for. */
    public static ObjectNode kept(EventStream stream) {
        ObjectNode schema = in(stream);
        schema.remove("required");
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
        if (stream.fields().stream().anyMatch(StreamSchemas::keepsUnknown)) {
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

    /** A declared event without what DataLab adds, as a route has it. */
    public static ObjectNode declared(EventStream stream) {
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        for (Field field : stream.fields()) {
            properties.set(field.name(), declared(field));
        }
        if (stream.time() != null) {
            properties.set(stream.time(), described("string", "the event time"));
        }
        return schema;
    }

    /** A field's value, as a route has it. */
    public static ObjectNode declared(Field field) {
        return nullable(field.asText() ? described("string", "a number as text") : JsonSchema.of(field));
    }
}
