package datalab.web.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.store.sql.SqlAnswer;
import datalab.store.sql.SqlColumn;
import datalab.web.format.JsonBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code {"columns":[{"name":"n","type":"int8"}],"rows":[[12]],"truncated":false}}, in memory and so bounded. */
final class SqlAnswerJson {
    static final int BYTES_MAX = 8 * 1024 * 1024;

    private final int rowsMax;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int rows;
    private boolean truncated;

    SqlAnswerJson(int rowsMax) {
        this.rowsMax = rowsMax;
    }

    byte[] of(SqlAnswer answer) {
        try (JsonGenerator json = JsonBytes.JSON.createGenerator(out)) {
            json.writeStartObject();
            columns(json, answer.columns());
            json.writeArrayFieldStart("rows");
            answer.each(row -> write(json, answer.columns(), row));
            json.writeEndArray();
            json.writeBooleanField("truncated", truncated);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return out.toByteArray();
    }

    private static void columns(JsonGenerator json, List<SqlColumn> columns) throws IOException {
        json.writeArrayFieldStart("columns");
        for (SqlColumn column : columns) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", column.type());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Whether there is room for more. */
    private boolean write(JsonGenerator json, List<SqlColumn> columns, List<@Nullable String> row) {
        long bytes = row.stream()
                .mapToLong(text -> text == null ? 4 : text.getBytes(UTF_8).length)
                .sum();
        truncated = rows == rowsMax || out.size() + bytes > BYTES_MAX;
        if (truncated) {
            return false;
        }
        rows++;
        try {
            json.writeStartArray();
            for (int i = 0; i < row.size(); i++) {
                SqlCells.write(json, columns.get(i), row.get(i));
            }
            json.writeEndArray();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
