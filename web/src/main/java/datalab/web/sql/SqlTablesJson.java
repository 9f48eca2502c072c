package datalab.web.sql;

import datalab.store.sql.SqlTable;
import datalab.web.format.JsonBytes;
import java.util.List;

/** {@code {"tables":[{"name":"readings","kind":"table","comment":null,"columns":[{"name":"value","type":…,"unit":"°C"}]}]}}. */
final class SqlTablesJson {
    private SqlTablesJson() {}

    static byte[] of(List<SqlTable> tables) {
        return JsonBytes.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("tables");
            for (SqlTable table : tables) {
                json.writeStartObject();
                json.writeStringField("name", table.name());
                json.writeStringField("kind", table.isView() ? "view" : "table");
                json.writeStringField("comment", table.comment());
                json.writeArrayFieldStart("columns");
                for (SqlTable.TableColumn column : table.columns()) {
                    json.writeStartObject();
                    json.writeStringField("name", column.name());
                    json.writeStringField("type", column.type());
                    json.writeStringField("unit", column.comment());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
