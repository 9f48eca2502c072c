package datalab.lab.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.json.JsonNumber;
import datalab.lab.text.Excerpt;
import datalab.lab.text.Utf8;
import java.io.IOException;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * The undeclared fields of one event, copied into the text of a JSON object. Numbers keep every digit they came with. The
 * factory's generators must refuse repeated names.
 */
final class ExtraFields {
    private final StringWriter text = new StringWriter();
    private final JsonGenerator generator;

    ExtraFields(JsonFactory json) throws IOException {
        this.generator = json.createGenerator(text);
        generator.writeStartObject();
    }

    /** Copies the value the parser is at, to its end. Answers what it holds that cannot be kept, or null. */
    @Nullable
    String copy(String name, JsonParser parser) throws IOException {
        if (!Utf8.isKeepable(name)) {
            return Utf8.NOT_KEEPABLE;
        }
        generator.writeFieldName(name);
        int depth = 0;
        do {
            String wrong = copyToken(parser);
            if (wrong != null) {
                return wrong;
            }
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        } while (depth > 0 && parser.nextToken() != null);
        return null;
    }

    String text() throws IOException {
        generator.writeEndObject();
        generator.close();
        return text.toString();
    }

    private @Nullable String copyToken(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case FIELD_NAME -> {
                if (!Utf8.isKeepable(parser.currentName())) {
                    return Utf8.NOT_KEEPABLE;
                }
                generator.writeFieldName(parser.currentName());
            }
            case VALUE_STRING -> {
                if (!Utf8.isKeepable(parser.getText())) {
                    return Utf8.NOT_KEEPABLE;
                }
                generator.writeString(parser.getText());
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (!JsonNumber.isKeepable(parser)) {
                    return "holds " + Excerpt.found(parser) + ", expected a number that fits a double";
                }
                generator.writeNumber(parser.getText());
            }
            default -> generator.copyCurrentEvent(parser);
        }
        return null;
    }
}
