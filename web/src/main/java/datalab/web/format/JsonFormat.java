package datalab.web.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code {"rows":[…],"after":"…"}}. */
final class JsonFormat implements RowFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public List<String> mediaRanges() {
        return List.of("application/json", "application/*", "*/*");
    }

    @Override
    public boolean isOfPages() {
        return true;
    }

    @Override
    public ObjectNode schema(ObjectNode row) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("rows").put("type", "array").set("items", row);
        ObjectNode after = properties.putObject("after");
        after.putArray("type").add("string").add("null");
        after.put("description", "give it as after= to have the next page; null at the end");
        return schema;
    }

    @Override
    public <T> RowWriter<T> open(OutputStream out, RowLayout<T> layout) throws IOException {
        JsonGenerator json = JsonBytes.JSON.createGenerator(out);
        json.writeStartObject();
        json.writeArrayFieldStart("rows");
        return new RowWriter<>() {
            @Override
            public void write(T row) throws IOException {
                layout.writeJson(json, row);
            }

            @Override
            public void end(@Nullable String after) throws IOException {
                json.writeEndArray();
                json.writeStringField("after", after);
                json.writeEndObject();
                json.close();
            }
        };
    }
}
