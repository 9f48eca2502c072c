package datalab.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.ingest.IngestResult.Accepted;
import datalab.lab.Event;
import datalab.lab.EventDecoder;
import datalab.lab.EventStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Tells whether an event that repeats another one of the same identity says the same. */
final class Repeats {
    private static final JsonFactory JSON = new JsonFactory();

    private Repeats() {}

    /** Whether nothing that was sent is lost where the first one stays. What DataLab itself found out does not count. */
    static boolean saysTheSame(Event first, Accepted again) {
        boolean sameTime = again.payload().time() == null
                || first.time().equals(again.payload().time());
        return sameTime
                && first.payload().origin() == again.payload().origin()
                && Arrays.equals(first.payload().values(), again.payload().values())
                && extra(first.payload().extra()).equals(extra(again.payload().extra()));
    }

    /** For people: which event stays. */
    static String text(EventStream stream, Accepted again) {
        List<Object> values = stream.uniqueValues(event(stream, again));
        StringJoiner identity = new StringJoiner(", ");
        for (int i = 0; i < values.size(); i++) {
            identity.add(stream.unique().get(i) + " " + values.get(i));
        }
        return "there is an event with " + identity + " already, which stays as it is";
    }

    static Event event(EventStream stream, Accepted accepted) {
        return new Event(stream, accepted.payload(), accepted.arrived(), accepted.at());
    }

    private static Map<?, ?> extra(@Nullable String object) {
        try (JsonParser parser = JSON.createParser(object == null ? "{}" : object)) {
            parser.nextToken();
            Map<?, ?> members = (Map<?, ?>) value(parser);
            members.remove(EventDecoder.UNKNOWN);
            return members;
        } catch (IOException e) {
            throw new IllegalStateException("undeclared fields are no JSON object", e);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new HashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield members;
            }
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
