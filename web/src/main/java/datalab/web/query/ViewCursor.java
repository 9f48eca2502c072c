package datalab.web.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.json.ValueJson;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.web.format.JsonBytes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The opaque {@code after} cursor of a page of a view's rows: the window start and the group's values as a JSON array. */
final class ViewCursor {
    private static final String KIND = "v1";

    private ViewCursor() {}

    static String encode(RowKey key) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonBytes.JSON.createGenerator(text)) {
            json.writeStartArray();
            ValueJson.write(json, key.windowStart());
            for (Object value : key.group()) {
                ValueJson.write(json, value);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return Cursor.encode(KIND, text.toString());
    }

    static RowKey decode(View view, EventStream stream, String after) {
        String text = Cursor.decode(KIND, after);
        try (JsonParser json = JsonBytes.JSON.createParser(text)) {
            expect(json.nextToken(), JsonToken.START_ARRAY);
            Instant windowStart = (Instant) value(json, Field.Type.TIME);
            List<@Nullable Object> group = new ArrayList<>();
            for (String name : view.by()) {
                group.add(value(json, stream.field(name).map(Field::type).orElse(Field.Type.TIME)));
            }
            expect(json.nextToken(), JsonToken.END_ARRAY);
            if ((view.every() == null) == (windowStart == null)) {
                return new RowKey(group, windowStart);
            }
        } catch (IOException e) {
            throw Cursor.malformed();
        }
        throw Cursor.malformed();
    }

    private static @Nullable Object value(JsonParser json, Field.Type type) throws IOException {
        if (json.nextToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        return switch (type) {
            case STRING -> text(json);
            case NUMBER -> json.getDoubleValue();
            case INTEGER -> json.getLongValue();
            case BOOLEAN -> json.getBooleanValue();
            case TIME -> Cursor.time(text(json));
        };
    }

    private static String text(JsonParser json) throws IOException {
        expect(json.currentToken(), JsonToken.VALUE_STRING);
        return json.getText();
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected) {
        if (found != expected) {
            throw Cursor.malformed();
        }
    }
}
