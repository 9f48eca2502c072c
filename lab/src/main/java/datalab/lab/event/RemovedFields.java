package datalab.lab.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.json.ValueJson;
import datalab.lab.stream.Field;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Presents stored values of fields that a stream no longer declares as undeclared fields. */
public final class RemovedFields {
    private static final JsonFactory JSON = new JsonFactory();

    private RemovedFields() {}

    /**
     * The undeclared fields of an event together with its former ones. Where a name is in both, the undeclared one is it.
     *
     * @param former values by field, of the classes {@link Field.Type} names
     * @param extra the text of a JSON object; null for none
     */
    public static @Nullable String beside(@Nullable String extra, Map<String, Object> former) {
        if (former.isEmpty()) {
            return extra;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            Set<String> there = extra == null ? Set.of() : names(extra);
            out.writeStartObject();
            for (Map.Entry<String, Object> member : former.entrySet()) {
                if (!there.contains(member.getKey())) {
                    out.writeFieldName(member.getKey());
                    ValueJson.write(out, member.getValue());
                }
            }
            out.flush();
            boolean isFirst = text.getBuffer().length() == 1;
            if (!there.isEmpty() && extra != null) {
                int from = extra.indexOf('{') + 1;
                out.writeRaw((isFirst ? "" : ",") + extra.substring(from, extra.lastIndexOf('}')));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("the undeclared fields are no JSON object", e);
        }
        return text.toString();
    }

    private static Set<String> names(String object) throws IOException {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = JSON.createParser(object)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return names;
    }
}
