package datalab.http.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an operation, declared once for those who check requests and for the document. Its nodes are never changed.
 *
 * @param component its name among the document's components, where it is described once for many operations; else null
 */
public record OperationParameter(
        String name, String in, @Nullable String component, ObjectNode described) {

    /** A part of the path in braces. */
    public static OperationParameter path(String name, ObjectNode schema) {
        ObjectNode node = node(name, "path").put("required", true);
        return of(name, "path", node, schema);
    }

    public static OperationParameter query(String name, String description, ObjectNode schema) {
        return of(name, "query", node(name, "query").put("description", description), schema);
    }

    public static OperationParameter header(String name, String description, ObjectNode schema) {
        return of(name, "header", node(name, "header").put("description", description), schema);
    }

    public static List<String> names(List<OperationParameter> parameters) {
        return parameters.stream().map(OperationParameter::name).toList();
    }

    /** The same for a required parameter. */
    public OperationParameter required() {
        return new OperationParameter(name, in, component, described.deepCopy().put("required", true));
    }

    /** The same, described once among the document's components. */
    public OperationParameter shared(String componentName) {
        return new OperationParameter(name, in, componentName, described);
    }

    ObjectNode node() {
        return component == null
                ? described.deepCopy()
                : JsonNodeFactory.instance.objectNode().put("$ref", "#/components/parameters/" + component);
    }

    private static OperationParameter of(String name, String in, ObjectNode node, ObjectNode schema) {
        node.set("schema", schema);
        return new OperationParameter(name, in, null, node);
    }

    private static ObjectNode node(String name, String in) {
        return JsonNodeFactory.instance.objectNode().put("name", name).put("in", in);
    }
}
