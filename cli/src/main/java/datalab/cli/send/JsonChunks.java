package datalab.cli.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.app.terminal.CommandFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON array of events, or JSON values one after another over any number of lines. Each becomes one line, known by the
 * line of the file on which it begins.
 */
final class JsonChunks implements Chunks {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;
    private final ChunkBuilder chunk = new ChunkBuilder(NdjsonChunks.CONTENT_TYPE);
    private final ByteArrayOutputStream event = new ByteArrayOutputStream();
    private boolean inArray;

    JsonChunks(InputStream in) throws IOException {
        this.parser = JSON.createParser(in);
    }

    @Override
    public @Nullable Chunk next() throws IOException {
        try {
            while (!chunk.isFull() && toNextValue()) {
                int line = parser.currentTokenLocation().getLineNr();
                copyValue();
                chunk.addRow(event.toByteArray(), 0, event.size(), line, 1);
            }
        } catch (JsonParseException e) {
            throw new CommandFailed(
                    "line " + e.getLocation().getLineNr() + ": this is not JSON: " + e.getOriginalMessage(), e);
        }
        return chunk.isEmpty() ? null : chunk.build();
    }

    private boolean toNextValue() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY && !inArray) {
            inArray = true;
            token = parser.nextToken();
        }
        while (token == JsonToken.END_ARRAY) {
            inArray = false;
            token = parser.nextToken();
        }
        return token != null;
    }

    private void copyValue() throws IOException {
        event.reset();
        try (JsonGenerator out = JSON.createGenerator(event)) {
            out.copyCurrentStructureExact(parser);
        }
    }
}
