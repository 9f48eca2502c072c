package datalab.cli.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How rows are written. */
enum Format {
    /** One JSON object a line. */
    NDJSON,
    /** One array of objects, or objects over several lines each. */
    JSON,
    /** A header, then a row a line. */
    CSV;

    private static final JsonFactory PARSERS = new JsonFactory();

    /** Guesses from the first bytes: an array is JSON, an object NDJSON if it fits its line, anything else CSV. */
    static Format of(byte[] first) {
        String text = new String(first, StandardCharsets.UTF_8).stripLeading();
        if (text.startsWith("[")) {
            return JSON;
        }
        if (!text.startsWith("{")) {
            return CSV;
        }
        return isWholeObject(text.lines().findFirst().orElse("")) ? NDJSON : spreadOrNot(text);
    }

    // A first line that is no object by itself: either it is a broken line of NDJSON, or the object goes on below.
    private static Format spreadOrNot(String text) {
        String second = text.lines().skip(1).findFirst().orElse("").strip();
        return second.startsWith("\"") || second.startsWith("}") ? JSON : NDJSON;
    }

    private static boolean isWholeObject(String line) {
        try (JsonParser parser = PARSERS.createParser(line)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
