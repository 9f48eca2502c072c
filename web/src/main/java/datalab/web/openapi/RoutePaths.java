package datalab.web.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.web.query.LabCatalog;
import java.util.List;
import java.util.Objects;

/** Writes the operations at the routes that a lab declares itself. */
final class RoutePaths {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Lab lab;
    private final LabCatalog catalog;
    private final ObjectNode paths;

    RoutePaths(Lab lab, LabCatalog catalog, ObjectNode paths) {
        this.lab = lab;
        this.catalog = catalog;
        this.paths = paths;
    }

    void write(Route route) {
        Operation operation = switch (route) {
            case Route.Rows rows -> rows(rows);
            case Route.Row row -> row(row).problems(404);
            case Route.Near near -> near(near).problems(404);
            case Route.Json json -> json(json);
        };
        paths.withObjectProperty(route.path())
                .set("get", operation.problems(400, 422, 503).node());
    }

    private Operation rows(Route.Rows route) {
        EventStream stream = stream(route.stream());
        Operation operation = operation(route, "All " + stream.name())
                .parameters(List.of("from", "to"))
                .parameter(limit("the most rows", route.maxRows()));
        if (stream.position() != null) {
            operation.parameter(format());
        }
        ObjectNode rows = json(Schemas.arrayOf(Schemas.routeRow(stream)));
        return operation
                .filters(stream.fields())
                .answers(200, "all rows that fit", stream.position() == null ? rows : Operation.withPlaces(rows));
    }

    private Operation row(Route.Row route) {
        EventStream stream = stream(route.stream());
        return operation(route, "One of " + stream.name())
                .parameter(Operation.path(route.field(), Schemas.field(field(stream, route.field()))))
                .answers(200, "the latest that has the value", json(Schemas.routeRow(stream)));
    }

    private Operation near(Route.Near route) {
        EventStream stream = stream(route.stream());
        ObjectNode metres = NODES.objectNode().put("type", "number").put("minimum", 0);
        metres.put("maximum", route.reach().metresMax())
                .put("default", route.reach().metres());
        String any = route.reach().within() == null ? "any" : "" + route.reach().within();
        return operation(route, "Who was near whom in " + stream.name())
                .parameter(Operation.path(route.parameter(), Schemas.field(field(stream, route.who()))))
                .parameter(Operation.query(route.from(), "from this time or day on", text()))
                .parameter(Operation.query(route.to(), "before this time, or to the end of this day", text()))
                .parameter(Operation.query("distance", "how near is near, in metres", metres))
                .parameter(Operation.query(
                        "within", "how close in time: 30s, 15m, 6h, 7d, or any; without it " + any, text()))
                .parameter(limit("the most entries", route.maxRows()))
                .parameters(List.of("after"))
                .parameter(format())
                .answers(
                        200,
                        "each event of another near this one's, in order of time",
                        Operation.withPlaces(json(Schemas.arrayOf(entry(route)))));
    }

    private ObjectNode entry(Route.Near route) {
        EventStream stream = stream(route.stream());
        ObjectNode entry = Schemas.object();
        ObjectNode members = entry.putObject("properties");
        route.show()
                .forEach((name, shown) -> members.set(
                        name,
                        switch (shown) {
                            case EVENT, NEAREST -> Schemas.routeRow(stream);
                            case WHO -> who(field(stream, route.who()));
                            case DISTANCE ->
                                NODES.objectNode().put("type", "number").put("description", "in metres");
                        }));
        return entry;
    }

    private ObjectNode who(Field field) {
        Field.Reference reference = field.reference();
        return reference == null ? Schemas.object() : Schemas.routeRow(stream(reference.stream()));
    }

    private Operation json(Route.Json route) {
        String members = String.join(", ", route.parts().keySet());
        Operation operation = operation(route, members + " of " + lab.title());
        if (route.parts().values().stream().anyMatch(Route.Running.class::isInstance)) {
            operation.parameters(List.of("from", "to")).parameter(limit("the most entries", route.maxRows()));
        }
        ObjectNode answer = Schemas.routeObject(route, view -> catalog.fold(catalog.view(lab, view)));
        return operation.answers(200, members, json(answer));
    }

    /** Named by its path. */
    private Operation operation(Route route, String summary) {
        String word = route.path().substring(1).replaceAll("\\W+", "_");
        return new Operation(lab.name(), lab.name() + "_" + word + "_route", summary);
    }

    private static ObjectNode limit(String most, int max) {
        ObjectNode whole = NODES.objectNode().put("type", "integer");
        whole.put("minimum", 1).put("maximum", max);
        return Operation.query("limit", most + "; without it more than " + max + " are an error", whole);
    }

    private static ObjectNode format() {
        ObjectNode words = text();
        words.putArray("enum").add("json").add("geojson");
        return Operation.query("format", "geojson for a FeatureCollection", words);
    }

    private EventStream stream(String name) {
        return Objects.requireNonNull(lab.streams().get(name), "labs are checked when read");
    }

    private static Field field(EventStream stream, String name) {
        return stream.field(name).orElseThrow();
    }

    private static ObjectNode text() {
        return NODES.objectNode().put("type", "string");
    }

    private static ObjectNode json(ObjectNode schema) {
        return Operation.content("application/json", schema);
    }
}
