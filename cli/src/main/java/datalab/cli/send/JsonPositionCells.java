package datalab.cli.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.stream.PositionFields;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The positions of JSON objects, one a line. */
final class JsonPositionCells implements PositionCells {
    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] body;
    private final PositionFields position;
    private int at;
    private int line;

    JsonPositionCells(byte[] body, PositionFields position) {
        this.body = body;
        this.position = position;
    }

    @Override
    public @Nullable Pair next() {
        while (at < body.length) {
            int from = at;
            while (at < body.length && body[at] != '\n') {
                at++;
            }
            line++;
            Pair pair = pair(from, at++);
            if (pair != null) {
                return pair;
            }
        }
        return null;
    }

    private @Nullable Pair pair(int from, int to) {
        @Nullable Cell latitude = null;
        @Nullable Cell longitude = null;
        try (JsonParser parser = JSON.createParser(body, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals(position.latitude())) {
                    latitude = cell(parser, from);
                } else if (name.equals(position.longitude())) {
                    longitude = cell(parser, from);
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            return null;
        }
        return latitude == null || longitude == null ? null : new Pair(line, latitude, longitude);
    }

    private static @Nullable Cell cell(JsonParser parser, int from) throws IOException {
        if (!parser.currentToken().isScalarValue()) {
            return null;
        }
        parser.getTextLength(); // reads the value to its end
        int begin = (int) parser.currentTokenLocation().getByteOffset();
        int end = (int) parser.currentLocation().getByteOffset();
        return new Cell(from + begin, from + end);
    }
}
