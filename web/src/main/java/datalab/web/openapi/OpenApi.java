package datalab.web.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.Endpoints;
import datalab.lab.Lab;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import datalab.web.http.Answer;
import datalab.web.http.ResponseWriter;
import datalab.web.query.LabCatalog;

/** {@code /openapi.json}: the HTTP interface as OpenAPI 3.1, made once from the labs. Thread-safe. */
public final class OpenApi {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String TIMES =
            "RFC 3339, a date, a time without zone (then in the stream's), seconds or milliseconds since 1970, now, or back from"
                    + " now such as -15m, -6h or -7d";

    private final LabCatalog catalog;

    public OpenApi(LabCatalog catalog) {
        this.catalog = catalog;
    }

    public void register(Endpoints endpoints) {
        Answer answer = Answer.json(bytes(document()));
        endpoints.get(
                "/openapi.json", (request, response) -> ResponseWriter.send(request, response, answer, "no-cache"));
    }

    ObjectNode document() {
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
        document.putArray("security"); // nobody has to log in
        ObjectNode paths = document.putObject("paths");
        ObjectNode components = document.putObject("components");
        ObjectNode schemas = components.putObject("schemas");
        schemas.set("Problem", Schemas.problem());
        schemas.set("BatchResult", Schemas.batchResult());
        schemas.set("Batch", Schemas.batch());
        components.set("parameters", parameters());
        components
                .putObject("responses")
                .putObject("Problem")
                .put("description", "why there is no answer")
                .set("content", Operation.problemContent());
        general(paths);
        for (Lab lab : catalog.labs()) {
            new LabPaths(lab, catalog, paths, schemas).write();
        }
        return document;
    }

    private static void general(ObjectNode paths) {
        get(paths, "/labs", "labs_list", "The labs that run here", "application/json");
        get(paths, "/rejects", "rejects_list", "What was refused and no lab takes", "application/json");
        get(paths, "/health/live", "health_live", "Whether the process runs", "application/json");
        get(paths, "/health/ready", "health_ready", "Whether it can work, check by check", "application/json");
        get(paths, "/metrics", "metrics", "All metrics as Prometheus text", "text/plain");
    }

    private static void get(ObjectNode paths, String path, String id, String summary, String contentType) {
        ObjectNode schema = contentType.equals("application/json")
                ? Schemas.object()
                : NODES.objectNode().put("type", "string");
        Operation operation = new Operation("DataLab", id, summary)
                .answers(200, summary, Operation.content(contentType, schema))
                .problems(421, 503);
        if (path.equals("/health/ready")) {
            operation.answers(503, "it cannot, and why", Operation.content(contentType, schema.deepCopy()));
        }
        paths.withObjectProperty(path).set("get", operation.node());
    }

    private static ObjectNode parameters() {
        ObjectNode parameters = NODES.objectNode();
        ObjectNode limit = NODES.objectNode().put("type", "integer");
        limit.put("minimum", 1).put("maximum", 10_000).put("default", 1_000);
        add(parameters, "from", "from this time on; " + TIMES, text());
        add(parameters, "to", "before this time; " + TIMES, text());
        add(parameters, "limit", "the most rows of a page", limit);
        add(parameters, "after", "the after of the page before", text());
        add(parameters, "order", "by time", words("asc", "desc"));
        add(parameters, "layer", "which layers' results", words("merged", "batch", "speed"));
        add(parameters, "format", "instead of the Accept header", words(formats(false)));
        String places = "instead of the Accept header; geojson for a FeatureCollection";
        parameters.set("format_of_places", Operation.query("format", places, words(formats(true))));
        return parameters;
    }

    private static void add(ObjectNode parameters, String name, String description, ObjectNode schema) {
        parameters.set(name, Operation.query(name, description, schema));
    }

    private static ObjectNode words(String... words) {
        ObjectNode schema = text();
        for (String word : words) {
            schema.withArrayProperty("enum").add(word);
        }
        return schema.put("default", words[0]);
    }

    private static String[] formats(boolean havePlaces) {
        return RowFormats.all(havePlaces).stream().map(RowFormat::name).toArray(String[]::new);
    }

    private static ObjectNode text() {
        return NODES.objectNode().put("type", "string");
    }

    private static byte[] bytes(ObjectNode document) {
        try {
            return new ObjectMapper().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can always be written", e);
        }
    }
}
