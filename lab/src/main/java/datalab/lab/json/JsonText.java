package datalab.lab.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes small answers made of maps, lists, texts, numbers and booleans as JSON. Not for events, which are many. */
public final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /** A value that is the text of JSON already. */
    public record Raw(String json) {}

    /** One object in UTF-8, its members in the map's order. */
    public static byte[] of(Map<String, ?> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            value(json, members);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return bytes.toByteArray();
    }

    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Raw raw -> json.writeRawValue(raw.json());
            case Map<?, ?> map -> object(json, map);
            case List<?> list -> array(json, list);
            case Boolean bool -> json.writeBoolean(bool);
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            default -> json.writeString(value.toString());
        }
    }

    private static void object(JsonGenerator json, Map<?, ?> members) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            json.writeFieldName(String.valueOf(member.getKey()));
            value(json, member.getValue());
        }
        json.writeEndObject();
    }

    private static void array(JsonGenerator json, List<?> elements) throws IOException {
        json.writeStartArray();
        for (Object element : elements) {
            value(json, element);
        }
        json.writeEndArray();
    }
}
