package datalab.web.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.View;
import datalab.web.format.RowFormats;
import datalab.web.query.LabCatalog;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what one lab adds to the document: its schemas, and the operations on its streams, views, routes and
 * rejects.
 */
final class LabPaths {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Lab lab;
    private final LabCatalog catalog;
    private final ObjectNode paths;
    private final ObjectNode schemas;

    LabPaths(Lab lab, LabCatalog catalog, ObjectNode paths, ObjectNode schemas) {
        this.lab = lab;
        this.catalog = catalog;
        this.paths = paths;
        this.schemas = schemas;
    }

    void write() {
        put(
                "get",
                "",
                new Operation(lab.name(), id("", "describe"), "Streams, views, routes, progress and counts")
                        .answers(200, "the lab", Operation.content("application/json", Schemas.object()))
                        .problems(400, 503));
        lab.streams().values().forEach(this::stream);
        lab.views().values().forEach(this::view);
        drop();
        lab.routes().forEach(new RoutePaths(lab, catalog, paths)::write);
        live();
        rejects();
    }

    private void stream(EventStream stream) {
        String name = lab.name() + "." + stream.name();
        schemas.set(name, Schemas.event(stream));
        schemas.set(name + ".in", Schemas.eventIn(stream));
        ObjectNode events = Operation.pages(Schemas.reference(name), stream.position() != null);
        put(
                "get",
                "/streams/" + stream.name(),
                new Operation(lab.name(), id(stream.name(), "list"), "Archived events of " + stream.name())
                        .parameters(List.of("from", "to", "limit", "after", "order", format(stream)))
                        .filters(stream.fields())
                        .answers(200, "a page of events", events)
                        .problems(400, 503));
        put(
                "get",
                "/streams/" + stream.name() + ".proto",
                new Operation(lab.name(), id(stream.name(), "proto"), "The gRPC service of " + stream.name())
                        .answers(200, "a .proto file", Operation.content("text/plain", text()))
                        .problems(404));
        if (stream.position() != null) {
            near(stream, name);
        }
        resume(stream);
        paths.withObjectProperty("/labs/" + lab.name() + "/streams/" + stream.name())
                .set(
                        "post",
                        taking(stream, id(stream.name(), "send"))
                                .answers(201, "the event as it is kept", json(Schemas.reference(name)))
                                .node());
        for (String path : stream.in().paths()) {
            paths.withObjectProperty(path).set("post", ownPath(stream, id(word(path), "send")));
        }
    }

    private void resume(EventStream stream) {
        put(
                "post",
                "/streams/" + stream.name() + "/resume",
                new Operation(lab.name(), id(stream.name(), "resume"), "Go on after the log has lost something")
                        .parameter(Operation.query(
                                "accept_loss",
                                "where false nothing is changed, and what is lost is said",
                                NODES.objectNode().put("type", "boolean").put("default", false)))
                        .answers(200, "what was lost", Operation.content("application/json", Schemas.object()))
                        .problems(422, 503));
    }

    private void near(EventStream stream, String schema) {
        put(
                "get",
                "/streams/" + stream.name() + "/near",
                new Operation(
                                lab.name(),
                                id(stream.name(), "near"),
                                "Archived events of " + stream.name() + " near a place")
                        .parameter(Operation.required("lat", "the latitude in degrees (WGS 84)", number(-90, 90)))
                        .parameter(Operation.required("lon", "the longitude in degrees (WGS 84)", number(-180, 180)))
                        .parameter(Operation.required("distance", "how near is near, in metres", number(0, 100_000)))
                        .parameters(List.of("from", "to", "limit", "after", format(stream)))
                        .filters(stream.fields())
                        .answers(
                                200,
                                "a page of events in order of time, with their _distance",
                                Operation.pages(Schemas.reference(schema), true))
                        .problems(400, 422, 503));
    }

    private static ObjectNode number(int min, int max) {
        return NODES.objectNode().put("type", "number").put("minimum", min).put("maximum", max);
    }

    private ObjectNode ownPath(EventStream stream, String id) {
        ObjectNode declared = json(Schemas.routeRow(stream));
        Operation operation = taking(stream, id).answers(201, "the event as it is kept", declared);
        if (stream.in().waits()) {
            operation.answers(202, "the event, which is kept but cannot be read back yet", declared);
        }
        return operation.node();
    }

    private Operation taking(EventStream stream, String id) {
        String schema = lab.name() + "." + stream.name();
        ObjectNode body = NODES.objectNode();
        ObjectNode json = NODES.objectNode();
        json.putArray("oneOf")
                .add(Schemas.reference(schema + ".in"))
                .add(Schemas.arrayOf(Schemas.reference(schema + ".in")));
        body.putObject("application/json").set("schema", json);
        body.putObject("application/x-ndjson").set("schema", NODES.objectNode().put("type", "string"));
        body.putObject("text/csv").set("schema", NODES.objectNode().put("type", "string"));
        ObjectNode once = NODES.objectNode().put("name", "Idempotency-Key").put("in", "header");
        once.put("description", "makes it safe to send the same again");
        once.set("schema", NODES.objectNode().put("type", "string"));
        return new Operation(lab.name(), id, "Send events to " + stream.name())
                .parameter(once)
                .body("one event, or many", true, body)
                .answers(200, "what became of a batch", json(Schemas.reference("BatchResult")))
                .problems(400, 409, 413, 415, 422, 429, 503);
    }

    private void view(View view) {
        EventStream stream = lab.streamOf(view);
        String name = lab.name() + "." + view.name() + ".row";
        schemas.set(name, Schemas.row(catalog.fold(view), stream));
        List<String> shared = new ArrayList<>(view.every() == null ? List.of() : List.of("from", "to"));
        shared.addAll(List.of("limit", "after", "order", "layer", "format"));
        List<Field> filters = view.by().stream()
                .flatMap(field -> stream.field(field).stream())
                .toList();
        put(
                "get",
                "/views/" + view.name(),
                new Operation(lab.name(), id(view.name(), "rows"), "Rows of the view " + view.name())
                        .parameters(shared)
                        .filters(filters)
                        .answers(200, "a page of rows", Operation.pages(Schemas.reference(name), false))
                        .problems(400, 503));
        batches(view.name());
    }

    /** Of views that are not declared, so it has no path of a view's own. */
    private void drop() {
        put(
                "delete",
                "/views/{view}",
                new Operation(lab.name(), id("", "drop_view"), "Drop a view that lab.yaml does not declare any more")
                        .parameter(Operation.path("view", text()))
                        .answers(204, "what was kept of it is gone")
                        .problems(404, 422, 503));
    }

    private void batches(String view) {
        String path = "/views/" + view + "/batches";
        ObjectNode kind = NODES.objectNode().put("type", "string").put("default", "recompute");
        kind.putArray("enum").add("recompute").add("compact").add("verify");
        ObjectNode batch = Schemas.reference("Batch");
        put(
                "get",
                path,
                new Operation(lab.name(), id(view, "batches"), "The newest batches of " + view + ", newest first")
                        .answers(200, "batches", json(RowFormats.DEFAULT.schema(batch)))
                        .problems(400, 503));
        put(
                "post",
                path,
                new Operation(lab.name(), id(view, "batches_ask"), "Ask for a batch of " + view)
                        .parameter(Operation.query("kind", "what it does with the view", kind))
                        .answers(202, "the batch, which begins soon; Location is its address", json(batch))
                        .problems(400, 503));
        put(
                "get",
                path + "/{id}",
                new Operation(lab.name(), id(view, "batch"), "One batch of " + view)
                        .parameter(Operation.path("id", text()))
                        .answers(200, "how far it is, or how it ended", json(batch))
                        .problems(404, 503));
    }

    private void live() {
        ObjectNode text = NODES.objectNode().put("type", "string");
        put(
                "get",
                "/live",
                new Operation(lab.name(), id("", "live"), "New events and changed rows, as server-sent events")
                        .parameter(
                                Operation.query("stream", "events of these streams; names with commas between", text))
                        .parameter(Operation.query(
                                "view", "rows of these views; names with commas between", text.deepCopy()))
                        .parameter(Operation.query(
                                "after", "the id of the last event seen, as the header Last-Event-ID", text.deepCopy()))
                        .answers(
                                200,
                                "event, row and gap events",
                                Operation.content("text/event-stream", text.deepCopy()))
                        .problems(404, 503));
    }

    private void rejects() {
        put(
                "get",
                "/rejects",
                new Operation(lab.name(), id("", "rejects"), "What was refused and why, newest first")
                        .parameters(List.of("limit", "after", "format"))
                        .answers(200, "a page of rejects", Operation.pages(Schemas.object(), false))
                        .problems(400, 503));
        put(
                "post",
                "/rejects/{id}/retry",
                new Operation(lab.name(), id("", "retry"), "Send a reject again")
                        .parameter(Operation.path("id", text()))
                        .body(
                                "the event as a person mended it; without a body it is sent as it was",
                                false,
                                json(Schemas.object()))
                        .answers(201, "the event as it is kept", json(Schemas.object()))
                        .problems(404, 409, 422, 503));
    }

    private void put(String method, String path, Operation operation) {
        paths.withObjectProperty("/labs/" + lab.name() + path).set(method, operation.node());
    }

    private static ObjectNode text() {
        return NODES.objectNode().put("type", "string");
    }

    private String id(String thing, String verb) {
        return lab.name() + (thing.isEmpty() ? "" : "_" + thing) + "_" + verb;
    }

    /** A path as a part of an operation's id. */
    private static String word(String path) {
        return path.substring(1).replaceAll("\\W+", "_");
    }

    private static String format(EventStream stream) {
        return stream.position() == null ? "format" : "format_of_places";
    }

    private static ObjectNode json(ObjectNode schema) {
        return Operation.content("application/json", schema);
    }
}
