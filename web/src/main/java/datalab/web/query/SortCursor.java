package datalab.web.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.expression.Column;
import datalab.lab.json.ValueJson;
import datalab.store.query.Sort;
import datalab.web.format.JsonBytes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The opaque {@code after} cursor of rows in an order of their own: that order, the row's cursor in the usual one, and its
 * values in the columns of the order.
 */
final class SortCursor {
    private static final String KIND = "s1";

    private SortCursor() {}

    /** @param after the row's cursor in the usual order */
    record Place(Sort sort, String after) {}

    static String encode(Sort sort, List<@Nullable Object> values, String after) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonBytes.JSON.createGenerator(text)) {
            json.writeStartArray();
            json.writeString(sort.text());
            json.writeString(after);
            for (Object value : values) {
                ValueJson.write(json, value);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return Cursor.encode(KIND, text.toString());
    }

    /** Reads one of the same order. */
    static Place decode(Sort sort, Map<String, Column> columns, String cursor) {
        try (JsonParser json = JsonBytes.JSON.createParser(Cursor.decode(KIND, cursor))) {
            expect(json.nextToken() == JsonToken.START_ARRAY);
            expect(text(json).equals(sort.text()));
            String after = text(json);
            List<@Nullable Object> values = new ArrayList<>();
            for (var key : sort.keys()) {
                values.add(value(
                        json, Objects.requireNonNull(columns.get(key.column())).type()));
            }
            expect(json.nextToken() == JsonToken.END_ARRAY);
            return new Place(sort.following(values), after);
        } catch (IOException e) {
            throw Cursor.malformed();
        }
    }

    static @Nullable Object value(JsonParser json, Column.Type type) throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        return switch (type) {
            case NUMBER -> json.getDoubleValue();
            case INTEGER -> json.getLongValue();
            case BOOLEAN -> json.getBooleanValue();
            case STRING, JSON -> string(json);
            case TIME -> Cursor.time(string(json));
        };
    }

    private static String text(JsonParser json) throws IOException {
        json.nextToken();
        return string(json);
    }

    private static String string(JsonParser json) throws IOException {
        expect(json.currentToken() == JsonToken.VALUE_STRING);
        return json.getText();
    }

    private static void expect(boolean isSo) {
        if (!isSo) {
            throw Cursor.malformed();
        }
    }
}
