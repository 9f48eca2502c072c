package datalab.store.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.expression.Column;
import datalab.lab.json.ValueJson;
import datalab.lab.output.OutputColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Rows of an output as JSON objects in UTF-8, by the columns' names in their order, with values as the API writes them. */
public final class OutputRowJson {
    private static final JsonFactory JSON = new JsonFactory();

    private OutputRowJson() {}

    /** All of a row; what has no value is null. */
    public static byte[] row(OutputTable table, OutputRow row) {
        return write(table, row, false);
    }

    /** What identifies a row; an empty object where nothing does. */
    public static byte[] key(OutputTable table, OutputRow row) {
        return write(table, row, true);
    }

    private static byte[] write(OutputTable table, OutputRow row, boolean keysOnly) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            List<OutputColumn> columns = table.columns();
            for (int i = 0; i < columns.size(); i++) {
                OutputColumn column = columns.get(i);
                if (column.isKey() || !keysOnly) {
                    out.writeFieldName(column.name());
                    if (column.type() == Column.Type.JSON && row.values().get(i) instanceof String text) {
                        out.writeRawValue(text);
                    } else {
                        ValueJson.write(out, row.values().get(i));
                    }
                }
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return bytes.toByteArray();
    }
}
