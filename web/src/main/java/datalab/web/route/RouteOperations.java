package datalab.web.route;

import static datalab.http.openapi.JsonSchema.arrayOf;
import static datalab.http.openapi.JsonSchema.described;
import static datalab.http.openapi.JsonSchema.nullable;
import static datalab.http.openapi.JsonSchema.object;
import static datalab.http.openapi.JsonSchema.time;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.http.openapi.StreamSchemas;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.Route.RowMember;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.ViewFold;
import datalab.web.openapi.ViewSchemas;
import datalab.web.query.LabCatalog;
import java.util.List;
import java.util.Objects;

/** What the document says of the routes that a lab declares itself. Thread-safe. */
final class RouteOperations {
    private final Lab lab;
    private final LabCatalog catalog;

    RouteOperations(Lab lab, LabCatalog catalog) {
        this.lab = lab;
        this.catalog = catalog;
    }

    Operation rows(Route.Rows route, List<OperationParameter> parameters) {
        EventStream stream = stream(route.stream());
        ObjectNode rows = arrayOf(StreamSchemas.declared(stream));
        return operation(route, "All " + stream.name())
                .parameters(parameters)
                .answers(200, "all rows that fit", RouteFormat.content(rows, stream))
                .problems(400, 422, 503);
    }

    Operation viewRows(Route.ViewRows route, List<OperationParameter> parameters) {
        String names = String.join(" and ", route.views());
        return operation(route, "Rows of " + names)
                .parameters(parameters)
                .answers(200, "all rows that fit, in order of window and group", Operation.json(arrayOf(row(route))))
                .problems(400, 422, 503);
    }

    Operation row(Route.Row route) {
        EventStream stream = stream(route.stream());
        return operation(route, "One of " + stream.name())
                .parameter(OperationParameter.path(route.field(), JsonSchema.of(field(stream, route.field()))))
                .answers(200, "the latest that has the value", Operation.json(StreamSchemas.declared(stream)))
                .problems(404, 400, 422, 503);
    }

    Operation near(Route.Near route, List<OperationParameter> parameters) {
        EventStream stream = stream(route.stream());
        return operation(route, "Who was near whom in " + stream.name())
                .parameter(OperationParameter.path(route.parameter(), JsonSchema.of(field(stream, route.who()))))
                .parameters(parameters)
                .answers(
                        200,
                        "each event of another near this one's, in order of time",
                        RouteFormat.content(arrayOf(entry(route)), stream))
                .problems(404, 400, 422, 503);
    }

    Operation json(Route.Json route, List<OperationParameter> parameters) {
        String members = String.join(", ", route.parts().keySet());
        return operation(route, members + " of " + lab.title())
                .parameters(parameters)
                .answers(200, members, Operation.json(members(route)))
                .problems(400, 422, 503);
    }

    /** @param most what there are no more of */
    static OperationParameter limit(String most, int max) {
        return OperationParameter.query(
                "limit", most + "; without it more than " + max + " are an error", JsonSchema.wholeNumber(1, max));
    }

    /** Named by its path. */
    private Operation operation(Route route, String summary) {
        String word = route.path().substring(1).replaceAll("\\W+", "_");
        return Operation.ofLab(lab.name(), word + "_route", summary);
    }

    private ObjectNode row(Route.ViewRows route) {
        ObjectNode row = object();
        ObjectNode members = row.putObject("properties");
        route.columns().forEach((name, shown) -> members.set(name, member(route, shown)));
        return row;
    }

    private ObjectNode member(Route.ViewRows route, RowMember shown) {
        return switch (shown) {
            case RowMember.Group(String name) -> {
                EventStream stream = fold(route.views().getFirst()).stream();
                yield stream.field(name).map(StreamSchemas::declared).orElseGet(() -> nullable(time("group")));
            }
            case RowMember.WindowStart() -> {
                String said = "the beginning of the window";
                yield route.timePattern() == null ? time(said) : described("string", said);
            }
            case RowMember.ViewValue(String view, String column) -> ViewSchemas.column(column(fold(view), column));
        };
    }

    private ViewFold fold(String view) {
        return catalog.fold(catalog.view(lab, view));
    }

    private static Column column(ViewFold fold, String name) {
        return fold.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ObjectNode entry(Route.Near route) {
        EventStream stream = stream(route.stream());
        ObjectNode entry = object();
        ObjectNode members = entry.putObject("properties");
        route.show()
                .forEach((name, shown) -> members.set(
                        name,
                        switch (shown) {
                            case EVENT, NEAREST -> StreamSchemas.declared(stream);
                            case WHO -> who(field(stream, route.who()));
                            case DISTANCE -> described("number", "in metres");
                        }));
        return entry;
    }

    private ObjectNode who(Field field) {
        Field.Reference reference = field.reference();
        return reference == null ? object() : StreamSchemas.declared(stream(reference.stream()));
    }

    private ObjectNode members(Route.Json route) {
        ObjectNode schema = object();
        ObjectNode properties = schema.putObject("properties");
        route.parts().forEach((name, part) -> properties.set(name, part(part, fold(part.view()))));
        return schema;
    }

    private static ObjectNode part(Route.Part part, ViewFold fold) {
        Column shown = column(fold, part.column());
        if (!(part instanceof Route.Running running)) {
            return ViewSchemas.column(shown);
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
                            case VALUE -> ViewSchemas.column(shown);
                        }));
        return arrayOf(entry);
    }

    private EventStream stream(String name) {
        return Objects.requireNonNull(lab.streams().get(name), "labs are checked when read");
    }

    private static Field field(EventStream stream, String name) {
        return stream.field(name).orElseThrow();
    }
}
