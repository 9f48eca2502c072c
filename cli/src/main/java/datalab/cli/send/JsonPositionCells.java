package datalab.cli.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.ingest.format.NdjsonRow;
import datalab.lab.stream.PositionFields;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The positions of JSON objects, one a line. */
final class JsonPositionCells implements PositionCells {
    private static final JsonFactory JSON = new JsonFactory();

    private final NdjsonRow row;
    private final PositionFields position;

    JsonPositionCells(byte[] body, PositionFields position) {
        this.row = NdjsonRow.over(body);
        this.position = position;
    }

    @Override
    public @Nullable Pair next() throws IOException {
        @Nullable Pair pair = null;
        while (pair == null && row.next()) {
            pair = pair();
        }
        return pair;
    }

    private @Nullable Pair pair() {
        @Nullable Cell latitude = null;
        @Nullable Cell longitude = null;
        try (JsonParser parser = JSON.createParser(row.bytes(), row.start(), row.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals(position.latitude())) {
                    latitude = cell(parser, row.start());
                } else if (name.equals(position.longitude())) {
                    longitude = cell(parser, row.start());
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            return null;
        }
        return latitude == null || longitude == null ? null : new Pair((int) row.line(), latitude, longitude);
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
