package datalab.web.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. */
final class NdjsonFormat implements RowFormat {
    @Override
    public String name() {
        return "ndjson";
    }

    @Override
    public String contentType() {
        return "application/x-ndjson";
    }

    @Override
    public List<String> mediaRanges() {
        return List.of("application/x-ndjson", "application/ndjson", "application/jsonl", "application/*", "*/*");
    }

    @Override
    public ObjectNode schema(ObjectNode row) {
        return row;
    }

    @Override
    public <T> RowWriter<T> open(OutputStream out, RowLayout<T> layout) throws IOException {
        JsonGenerator json = JsonBytes.JSON.createGenerator(out).setRootValueSeparator(null);
        return new RowWriter<>() {
            @Override
            public void write(T row) throws IOException {
                layout.writeJson(json, row);
                json.writeRaw('\n');
            }

            @Override
            public void end(@Nullable String after) throws IOException {
                json.close();
            }
        };
    }
}
