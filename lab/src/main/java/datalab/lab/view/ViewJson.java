package datalab.lab.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import datalab.lab.expression.Column;
import datalab.lab.json.ValueJson;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of a view as the API's JSON objects: the group-by fields, {@code window_start} where the view has windows,
 * and its columns. Thread-safe.
 */
public final class ViewJson {
    private static final SerializedString WINDOW_START = new SerializedString("window_start");

    private final ViewFold fold;
    private final SerializedString[] by;
    private final SerializedString[] names;
    private final boolean[] isJson;

    public ViewJson(ViewFold fold) {
        List<Column> columns = fold.columns();
        this.fold = fold;
        this.by = fold.view().by().stream().map(SerializedString::new).toArray(SerializedString[]::new);
        this.names = columns.stream()
                .map(column -> new SerializedString(column.name()))
                .toArray(SerializedString[]::new);
        this.isJson = new boolean[names.length];
        for (int i = 0; i < isJson.length; i++) {
            isJson[i] = columns.get(i).type() == Column.Type.JSON;
        }
    }

    /** Writes one object into a generator that writes text. */
    public void write(JsonGenerator out, RowKey key, Partial partial) throws IOException {
        out.writeStartObject();
        for (int i = 0; i < by.length; i++) {
            out.writeFieldName(by[i]);
            ValueJson.write(out, key.group().get(i));
        }
        if (key.windowStart() != null) {
            out.writeFieldName(WINDOW_START);
            out.writeString(key.windowStart().toString());
        }
        List<@Nullable Object> values = fold.present(partial);
        for (int i = 0; i < names.length; i++) {
            out.writeFieldName(names[i]);
            write(out, values.get(i), isJson[i]);
        }
        out.writeEndObject();
    }

    /** Writes the value of one column as {@link #write} does. */
    public static void writeValue(JsonGenerator out, Column column, @Nullable Object value) throws IOException {
        write(out, value, column.type() == Column.Type.JSON);
    }

    private static void write(JsonGenerator out, @Nullable Object value, boolean json) throws IOException {
        if (json && value != null) {
            out.writeRawValue((String) value);
        } else {
            ValueJson.write(out, value);
        }
    }
}
