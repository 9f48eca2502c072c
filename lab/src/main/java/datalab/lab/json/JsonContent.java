package datalab.lab.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content of JSON objects, to be compared: two that say the same are equal, however they are written. */
public final class JsonContent {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonContent() {}

    /** The members of a JSON object by name; none where there is no text. */
    public static Map<String, Object> of(@Nullable String object) {
        try (JsonParser parser = JSON.createParser(object == null ? "{}" : object)) {
            parser.nextToken();
            return members(parser);
        } catch (IOException e) {
            throw new IllegalStateException("this is no JSON object: " + object, e);
        }
    }

    private static Map<String, Object> members(JsonParser parser) throws IOException {
        Map<String, Object> members = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    /** Numbers compare by value, since stores do not keep their notation. */
    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                parser.getDecimalValue().stripTrailingZeros();
            default -> parser.currentToken(); // true, false and null
        };
    }
}
