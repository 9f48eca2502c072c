package datalab.process.forget;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.event.Reject;
import datalab.store.forget.KeyBelow;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Which rejects of a stream name a key: JSON of which a text is the key, or a member with the name of the key field; anything
 * else that has it as a word of its own.
 */
final class RejectsOfKey {
    private static final JsonFactory JSON = new JsonFactory();

    private final KeyBelow key;
    private final String text;
    private final Pattern word;

    RejectsOfKey(KeyBelow key) {
        this.key = key;
        this.text = key.value().toString();
        this.word = Pattern.compile("(?<![\\p{L}\\p{N}_])" + Pattern.quote(text) + "(?![\\p{L}\\p{N}_])");
    }

    boolean has(Reject reject) {
        return key.stream().name().equals(reject.stream()) && isNamedIn(reject.payload());
    }

    private boolean isNamedIn(byte[] payload) {
        try (JsonParser in = JSON.createParser(payload)) {
            JsonToken token = in.nextToken();
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                return isNamedIn(in);
            }
        } catch (IOException e) {
            return isWordOf(payload);
        }
        return isWordOf(payload);
    }

    private boolean isNamedIn(JsonParser in) throws IOException {
        for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
            boolean isOfField = key.field().equals(in.currentName());
            if (token.isScalarValue() && (isOfField || token == JsonToken.VALUE_STRING) && text.equals(in.getText())) {
                return true;
            }
        }
        return false;
    }

    private boolean isWordOf(byte[] payload) {
        return word.matcher(new String(payload, UTF_8)).find();
    }
}
