package datalab.web.openapi;

import static datalab.http.openapi.JsonSchema.nullable;
import static datalab.http.openapi.JsonSchema.object;
import static datalab.http.openapi.JsonSchema.time;
import static datalab.http.openapi.JsonSchema.type;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.lab.expression.Column;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.view.Windows;

/** JSON Schemas of what views show. */
public final class ViewSchemas {
    private ViewSchemas() {}

    /** A row of a view. */
    static ObjectNode row(ViewFold fold) {
        View view = fold.view();
        ObjectNode schema = object();
        schema.put("description", "folded from events that are " + String.join(" or ", view.originNames()));
        ObjectNode properties = schema.putObject("properties");
        for (String name : view.by()) {
            properties.set(
                    name, nullable(fold.stream().field(name).map(JsonSchema::of).orElseGet(() -> time("group"))));
        }
        if (view.every() != null) {
            properties.set("window_start", time("the beginning of the window, which lasts " + lasts(view.every())));
        }
        for (Column column : fold.columns()) {
            properties.set(column.name(), column(column));
        }
        return schema;
    }

    private static String lasts(Windows every) {
        return switch (every) {
            case Windows.Fixed fixed -> fixed.length();
            case Windows.Calendar calendar -> calendar.length() + " of " + calendar.zone();
        };
    }

    /** The values of a column. */
    public static ObjectNode column(Column column) {
        ObjectNode schema = switch (column.type()) {
            case STRING -> nullable(type("string"));
            case NUMBER -> nullable(type("number"));
            case INTEGER -> nullable(type("integer"));
            case BOOLEAN -> nullable(type("boolean"));
            case TIME -> nullable(type("string").put("format", "date-time"));
            case JSON -> JsonNodeFactory.instance.objectNode().put("description", "any JSON");
        };
        return JsonSchema.unit(schema, column.unit());
    }
}
