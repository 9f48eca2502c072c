package datalab.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the document says of one endpoint: of all its paths, or of those in which some names have a value. Filled by one
 * thread before it is declared.
 */
public final class Operation {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String tag;
    private final ObjectNode node = NODES.objectNode();
    private final Map<String, String> values = new LinkedHashMap<>();
    private final ArrayNode parameters = NODES.arrayNode();
    private final List<String> pathParameters = new ArrayList<>();
    private final ObjectNode responses = NODES.objectNode();

    /** @param tag under which documents show it: a lab, or DataLab */
    public Operation(String tag, String id, String summary) {
        this.tag = tag;
        node.put("operationId", id.replace('-', '_'));
        node.put("summary", summary);
        node.putArray("tags").add(tag);
    }

    /** One of a lab: {@code {lab}} in the endpoint's path stands for its name. */
    public static Operation ofLab(String lab, String verb, String summary) {
        return new Operation(lab, lab + "_" + verb, summary).at("lab", lab);
    }

    /** One of a stream: {@code {lab}} and {@code {stream}} in the endpoint's path stand for its names. */
    public static Operation ofStream(EventStream stream, String verb, String summary) {
        return ofLab(stream.lab(), stream.name() + "_" + verb, summary).at("stream", stream.name());
    }

    /** One of a view: {@code {lab}} and {@code {view}} in the endpoint's path stand for its names. */
    public static Operation ofView(View view, String verb, String summary) {
        return ofLab(view.lab(), view.name() + "_" + verb, summary).at("view", view.name());
    }

    /** Sets the value of a name in the endpoint's path, if that is in it. */
    public Operation at(String name, String value) {
        values.put(name, value);
        return this;
    }

    public Operation parameters(List<OperationParameter> more) {
        more.forEach(this::parameter);
        return this;
    }

    public Operation parameter(OperationParameter parameter) {
        parameters.add(parameter.node());
        if (parameter.in().equals("path")) {
            pathParameters.add(parameter.name());
        }
        return this;
    }

    public Operation body(String description, boolean required, ObjectNode content) {
        ObjectNode body = node.putObject("requestBody").put("description", description);
        body.put("required", required);
        body.set("content", content);
        return this;
    }

    public Operation answers(int status, String description, ObjectNode content) {
        responses
                .putObject(Integer.toString(status))
                .put("description", description)
                .set("content", content);
        return this;
    }

    /** An answer without a body. */
    public Operation answers(int status, String description) {
        responses.putObject(Integer.toString(status)).put("description", description);
        return this;
    }

    public Operation problems(int... statuses) {
        for (int status : statuses) {
            problem(responses, Integer.toString(status));
        }
        return this;
    }

    /** Content of one type. */
    public static ObjectNode content(String type, ObjectNode schema) {
        ObjectNode content = NODES.objectNode();
        content.putObject(type).set("schema", schema);
        return content;
    }

    public static ObjectNode json(ObjectNode schema) {
        return content("application/json", schema);
    }

    public String tag() {
        return tag;
    }

    /**
     * The path in the document.
     *
     * @param endpoint the endpoint's path, with names in braces
     */
    public String path(String endpoint) {
        String path = endpoint;
        for (Map.Entry<String, String> value : values.entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        return path;
    }

    /** The names that have no value; each of them is a parameter in the endpoint's path. */
    public List<String> pathParameters() {
        return List.copyOf(pathParameters);
    }

    /** As the document has it. */
    public ObjectNode node() {
        ObjectNode whole = node.deepCopy();
        if (!parameters.isEmpty()) {
            whole.set("parameters", parameters.deepCopy());
        }
        ObjectNode all = responses.deepCopy();
        problem(all, "default"); // for other invalid requests, such as a wrong Host
        whole.set("responses", all);
        return whole;
    }

    private static void problem(ObjectNode responses, String status) {
        responses.putObject(status).put("$ref", "#/components/responses/Problem");
    }
}
