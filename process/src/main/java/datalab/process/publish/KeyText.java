package datalab.process.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.expression.Column;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values that identify a row as a text, by which the ledger notes it, and back: a JSON array. */
public final class KeyText {
    private static final JsonFactory JSON = new JsonFactory();

    private KeyText() {}

    public static String of(List<@Nullable Object> values) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartArray();
            for (Object value : values) {
                write(out, value);
            }
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Double number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Boolean flag -> out.writeBoolean(flag);
            default -> out.writeString(value.toString()); // a string or an instant
        }
    }

    /**
     * The values of a key as it was written.
     *
     * @param types of the values, in order
     */
    public static List<@Nullable Object> read(String text, List<Column.Type> types) {
        List<@Nullable Object> values = new ArrayList<>(types.size());
        try (JsonParser in = JSON.createParser(text)) {
            in.nextToken();
            for (Column.Type type : types) {
                values.add(in.nextToken() == JsonToken.VALUE_NULL ? null : value(in, type));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no key of a row: " + text, e);
        }
        return values;
    }

    /** The value that a parser is at. */
    static Object value(JsonParser in, Column.Type type) throws IOException {
        return switch (type) {
            case NUMBER -> in.getDoubleValue();
            case INTEGER -> in.getLongValue();
            case BOOLEAN -> in.getBooleanValue();
            case TIME -> Instant.parse(in.getText());
            case STRING, JSON -> in.getText();
        };
    }
}
