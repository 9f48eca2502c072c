package datalab.out.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.expression.Column;
import datalab.lab.json.ValueJson;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of an output as JSON, with their values as the API writes them. */
final class RowsJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final String output;
    private final List<OutputColumn> columns;

    RowsJson(OutputTable table) {
        this.output = table.output().replaceFirst("/.*", ""); // without the path, which the receiver knows
        this.columns = table.columns();
    }

    /** Writes an object or a list. */
    private interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    /** Its key, and all of it; null instead where it is gone. */
    String row(OutputRow row) {
        return text(out -> {
            out.writeStartObject();
            out.writeFieldName("key");
            object(out, row, true);
            out.writeFieldName("row");
            if (row.isGone()) {
                out.writeNull();
            } else {
                object(out, row, false);
            }
            out.writeEndObject();
        });
    }

    /** The body of a request with rows that are JSON already. */
    byte[] body(long version, List<String> rows) {
        String text = text(out -> {
            out.writeStartObject();
            out.writeStringField("output", output);
            out.writeNumberField("version", version);
            out.writeArrayFieldStart("rows");
            for (String row : rows) {
                out.writeRawValue(row);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        return text.getBytes(UTF_8);
    }

    private void object(JsonGenerator out, OutputRow row, boolean keysAlone) throws IOException {
        out.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
            OutputColumn column = columns.get(i);
            if (column.isKey() || !keysAlone) {
                out.writeFieldName(column.name());
                value(out, column, row.values().get(i));
            }
        }
        out.writeEndObject();
    }

    private static void value(JsonGenerator out, OutputColumn column, @Nullable Object value) throws IOException {
        if (column.type() == Column.Type.JSON && value != null) {
            out.writeRawValue(value.toString());
        } else {
            ValueJson.write(out, value);
        }
    }

    private static String text(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            content.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a text takes all that is written", e);
        }
        return text.toString();
    }
}
