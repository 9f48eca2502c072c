package datalab.web.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.json.Problem;
import datalab.lab.stream.Field;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import java.util.List;

/** One operation of the document while it is being written. */
final class Operation {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode node = NODES.objectNode();
    private final ArrayNode parameters = NODES.arrayNode();
    private final ObjectNode responses = NODES.objectNode();

    Operation(String tag, String id, String summary) {
        node.put("operationId", id.replace('-', '_'));
        node.put("summary", summary);
        node.putArray("tags").add(tag);
    }

    /** A parameter that is described once for all operations. */
    Operation parameters(List<String> shared) {
        shared.forEach(name -> parameters.addObject().put("$ref", "#/components/parameters/" + name));
        return this;
    }

    /** Fields by which rows can be narrowed. */
    Operation filters(List<Field> fields) {
        for (Field field : fields) {
            parameters.add(query(field.name(), "only rows with this value", Schemas.field(field)));
        }
        return this;
    }

    Operation parameter(ObjectNode parameter) {
        parameters.add(parameter);
        return this;
    }

    Operation body(String description, boolean required, ObjectNode content) {
        ObjectNode body = node.putObject("requestBody").put("description", description);
        body.put("required", required);
        body.set("content", content);
        return this;
    }

    Operation answers(int status, String description, ObjectNode content) {
        responses
                .putObject(Integer.toString(status))
                .put("description", description)
                .set("content", content);
        return this;
    }

    /** An answer without a body. */
    Operation answers(int status, String description) {
        responses.putObject(Integer.toString(status)).put("description", description);
        return this;
    }

    Operation problems(int... statuses) {
        for (int status : statuses) {
            problem(Integer.toString(status));
        }
        return this;
    }

    private void problem(String status) {
        responses.putObject(status).put("$ref", "#/components/responses/Problem");
    }

    ObjectNode node() {
        if (!parameters.isEmpty()) {
            node.set("parameters", parameters);
        }
        problem("default"); // of whatever else may be wrong with a request, such as its Host
        node.set("responses", responses);
        return node;
    }

    /** A part of the path in braces. */
    static ObjectNode path(String name, ObjectNode schema) {
        ObjectNode parameter =
                NODES.objectNode().put("name", name).put("in", "path").put("required", true);
        parameter.set("schema", schema);
        return parameter;
    }

    static ObjectNode required(String name, String description, ObjectNode schema) {
        return query(name, description, schema).put("required", true);
    }

    static ObjectNode query(String name, String description, ObjectNode schema) {
        ObjectNode parameter =
                NODES.objectNode().put("name", name).put("in", "query").put("description", description);
        parameter.set("schema", schema);
        return parameter;
    }

    /** Content of one type. */
    static ObjectNode content(String type, ObjectNode schema) {
        ObjectNode content = NODES.objectNode();
        content.putObject(type).set("schema", schema);
        return content;
    }

    /** A page of rows in each of its formats. */
    static ObjectNode pages(ObjectNode row, boolean havePlaces) {
        ObjectNode content = NODES.objectNode();
        for (RowFormat format : RowFormats.all(havePlaces)) {
            content.putObject(format.mediaType()).set("schema", format.schema(row.deepCopy()));
        }
        return content;
    }

    /** The same, and as places on a map. */
    static ObjectNode withPlaces(ObjectNode content) {
        content.putObject("application/geo+json").set("schema", Schemas.object());
        return content;
    }

    static ObjectNode problemContent() {
        return content(Problem.CONTENT_TYPE, Schemas.reference("Problem"));
    }
}
