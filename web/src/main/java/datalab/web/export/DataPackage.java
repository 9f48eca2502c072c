package datalab.web.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.Lab;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.web.query.EventLayout;
import datalab.web.query.ViewLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor of a stream or view as Frictionless Data Packages have it (version 2, datapackage.org), without what only a file
 * has: its path, bytes, hash and when it was made.
 */
record DataPackage(Lab lab) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String PROFILES = "https://datapackage.org/profiles/2.0/";

    ObjectNode of(EventStream stream) {
        return of("stream", stream.name(), stream, new EventLayout(stream).columns());
    }

    ObjectNode of(ViewFold fold) {
        return of("view", fold.view().name(), fold.stream(), new ViewLayout(fold).columns());
    }

    private ObjectNode of(String kind, String name, EventStream stream, List<Column> columns) {
        ObjectNode all = NODES.objectNode().put("$schema", PROFILES + "datapackage.json");
        all.put("name", lab.name() + "." + name).put("title", lab.title() + ": " + name);
        ObjectNode resource = all.putArray("resources").addObject().put("name", name);
        resource.put("$schema", PROFILES + "dataresource.json").put("type", "table");
        ObjectNode schema = resource.putObject("schema").put("$schema", PROFILES + "tableschema.json");
        ArrayNode fields = schema.putArray("fields");
        columns.forEach(column -> fields.add(field(column)));
        schema.putArray("missingValues").add("");
        ObjectNode own = all.putObject("datalab").put("lab", lab.name()).put(kind, name);
        own.put("zone", stream.zone().getId()).put("definition", definition(kind, name));
        return all;
    }

    private static ObjectNode field(Column column) {
        ObjectNode field = NODES.objectNode().put("name", column.name()).put("type", type(column.type()));
        return column.unit() == null ? field : field.put("unit", column.unit());
    }

    private static String type(Column.Type type) {
        return switch (type) {
            case STRING -> "string";
            case NUMBER -> "number";
            case INTEGER -> "integer";
            case BOOLEAN -> "boolean";
            case TIME -> "datetime";
            case JSON -> "any";
        };
    }

    /** As lab.yaml has it; null where it cannot be told. */
    private @Nullable String definition(String kind, String name) {
        return LabFileSection.of(lab.source(), kind + "s", name, "in").orElse(null);
    }
}
