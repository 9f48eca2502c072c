package datalab.web.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.StreamSchemas;
import datalab.lab.Lab;
import datalab.lab.json.Problem;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.web.http.Answer;
import datalab.web.http.ResponseWriter;
import datalab.web.query.LabCatalog;
import datalab.web.query.PageParameters;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * {@code /openapi.json}: the HTTP interface as OpenAPI 3.1, made once from what endpoints declare and from the labs. Thread-safe.
 */
public final class OpenApi {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String TOKEN = "token";
    private static final String PROBLEM = "#/components/responses/Problem";

    private final LabCatalog catalog;

    private final boolean asksWho;

    /** @param asksWho whether somebody has to log in */
    public OpenApi(LabCatalog catalog, boolean asksWho) {
        this.catalog = catalog;
        this.asksWho = asksWho;
    }

    /**
     * What answers the document.
     *
     * @param described all endpoints that it is to describe
     */
    public HttpEndpoint endpoint(List<HttpEndpoint> described) {
        Answer answer = Answer.json(bytes(document(described)));
        return new HttpEndpoint(
                "GET",
                "/openapi.json",
                Permission.NAMED,
                (request, response) -> ResponseWriter.send(request, response, answer, "no-cache"),
                List.of());
    }

    ObjectNode document(List<HttpEndpoint> described) {
        ObjectNode document = NODES.objectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "DataLab")
                .put("version", "1")
                .put(
                        "description",
                        "Streams, views and routes of the labs that run here. Errors are RFC 9457 problems.");
        document.withObjectProperty("info")
                .putObject("license")
                .put("name", "Apache License 2.0")
                .put("identifier", "Apache-2.0");
        document.putArray("servers").addObject().put("url", "."); // wherever this document is
        document.putArray("security"); // nobody logs in but where an operation says so
        document.set("paths", paths(described));
        document.set("components", components());
        return document;
    }

    /** What is of no lab first, then lab by lab, each by path. */
    private ObjectNode paths(List<HttpEndpoint> described) {
        List<String> labs = catalog.eachLab(Lab::name);
        ObjectNode paths = NODES.objectNode();
        described.stream()
                .flatMap(
                        endpoint -> endpoint.operations().stream().map(operation -> new Described(endpoint, operation)))
                .sorted(Comparator.comparingInt(
                                (Described one) -> labs.indexOf(one.operation().tag()))
                        .thenComparing(Described::path))
                .forEach(one -> paths.withObjectProperty(one.path()).set(one.method(), node(one)));
        return paths;
    }

    private ObjectNode node(Described one) {
        ObjectNode node = one.operation().node();
        Permission permission = one.endpoint().permission();
        if (asksWho && permission.kind() != Permission.Kind.PUBLIC) {
            ArrayNode roles = node.putArray("security").addObject().putArray(TOKEN);
            if (permission.role() != null) {
                roles.add(permission.role().toString());
            }
            ObjectNode responses = node.withObjectProperty("responses");
            responses.putObject("401").put("$ref", PROBLEM);
            responses.putObject("403").put("$ref", PROBLEM);
        }
        return node;
    }

    private record Described(HttpEndpoint endpoint, Operation operation) {
        String path() {
            return operation.path(endpoint.path());
        }

        String method() {
            return endpoint.method().toLowerCase(Locale.ROOT);
        }
    }

    private ObjectNode components() {
        ObjectNode components = NODES.objectNode();
        if (asksWho) {
            components
                    .putObject("securitySchemes")
                    .putObject(TOKEN)
                    .put("type", "http")
                    .put("scheme", "bearer")
                    .put(
                            "description",
                            "a token, as ./datalab token create prints it, or a JWT of the identity provider");
        }
        components.set("schemas", schemas());
        ObjectNode parameters = components.putObject("parameters");
        PageParameters.all().forEach(one -> parameters.set(one.component(), one.described()));
        components
                .putObject("responses")
                .putObject("Problem")
                .put("description", "why there is no answer")
                .set("content", Operation.content(Problem.CONTENT_TYPE, JsonSchema.reference("Problem")));
        return components;
    }

    private ObjectNode schemas() {
        ObjectNode schemas = NODES.objectNode();
        schemas.set("Problem", AnswerSchemas.problem());
        schemas.set("BatchResult", AnswerSchemas.batchResult());
        schemas.set("Batch", AnswerSchemas.batch());
        for (Lab lab : catalog.labs()) {
            for (EventStream stream : lab.streams().values()) {
                schemas.set(stream.topic(), StreamSchemas.kept(stream));
                schemas.set(stream.topic() + ".in", StreamSchemas.in(stream));
            }
            for (View view : lab.views().values()) {
                schemas.set(lab.name() + "." + view.name() + ".row", ViewSchemas.row(catalog.fold(view)));
            }
        }
        return schemas;
    }

    private static byte[] bytes(ObjectNode document) {
        try {
            return new ObjectMapper().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can always be written", e);
        }
    }
}
