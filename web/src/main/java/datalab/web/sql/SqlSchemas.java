package datalab.web.sql;

import static datalab.http.openapi.JsonSchema.arrayOf;
import static datalab.http.openapi.JsonSchema.described;
import static datalab.http.openapi.JsonSchema.nullable;
import static datalab.http.openapi.JsonSchema.object;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import java.util.List;

/** What the document says of questions in SQL and their answers. */
final class SqlSchemas {
    private SqlSchemas() {}

    static ObjectNode question() {
        ObjectNode asked = object().put("additionalProperties", false);
        asked.putObject("properties")
                .set("query", JsonSchema.someText().put("description", "one SELECT, VALUES or WITH"));
        asked.putArray("required").add("query");
        ObjectNode content = Operation.json(asked);
        content.setAll(Operation.content("text/plain", JsonSchema.someText()));
        content.setAll(Operation.content("application/sql", JsonSchema.someText()));
        return content;
    }

    static ObjectNode answer() {
        ObjectNode column = object();
        ObjectNode of = column.putObject("properties");
        of.set("name", described("string", "as the question names it"));
        of.set("type", described("string", "PostgreSQL's name for it, such as float8"));
        ObjectNode page = object();
        ObjectNode properties = page.putObject("properties");
        properties.set("columns", arrayOf(column));
        properties.set("rows", arrayOf(arrayOf(anything())).put("description", "a value for each column"));
        properties.set("truncated", described("boolean", "whether there are more rows, which were left out"));
        ObjectNode content = Operation.json(page);
        for (RowFormat format : RowFormats.ofText()) {
            if (!format.isOfPages()) {
                content.setAll(Operation.content(format.mediaType(), format.schema(object())));
            }
        }
        return content;
    }

    static ObjectNode tables() {
        ObjectNode column = object();
        ObjectNode of = column.putObject("properties");
        of.set("name", described("string", "its name"));
        of.set("type", described("string", "its type in SQL"));
        of.set("unit", nullable(described("string", "its unit, or what else is to be known of it")));
        ObjectNode table = object();
        ObjectNode properties = table.putObject("properties");
        properties.set("name", described("string", "its name"));
        properties.set("kind", JsonSchema.words(List.of("table", "view")));
        properties.set("comment", nullable(described("string", "what is to be known of it")));
        properties.set("columns", arrayOf(column));
        ObjectNode all = object();
        all.putObject("properties").set("tables", arrayOf(table));
        return all;
    }

    private static ObjectNode anything() {
        return JsonNodeFactory.instance.objectNode();
    }
}
