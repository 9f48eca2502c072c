package datalab.store.mongodb.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Values of documents as JSON, what {@link JsonDocuments} has made as it was; a date as an RFC 3339 text. */
public final class JsonTexts {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonTexts() {}

    public static String of(BsonDocument document) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(document, json);
        } catch (IOException e) {
            throw new IllegalStateException("a text takes everything", e);
        }
        return text.toString();
    }

    private static void write(BsonValue value, JsonGenerator json) throws IOException {
        switch (value.getBsonType()) {
            case DOCUMENT -> {
                json.writeStartObject();
                for (var member : value.asDocument().entrySet()) {
                    json.writeFieldName(member.getKey());
                    write(member.getValue(), json);
                }
                json.writeEndObject();
            }
            case ARRAY -> {
                json.writeStartArray();
                for (BsonValue item : value.asArray()) {
                    write(item, json);
                }
                json.writeEndArray();
            }
            case STRING -> json.writeString(value.asString().getValue());
            case BOOLEAN -> json.writeBoolean(value.asBoolean().getValue());
            case INT32 -> json.writeNumber(value.asInt32().getValue());
            case INT64 -> json.writeNumber(value.asInt64().getValue());
            case DOUBLE -> json.writeNumber(value.asDouble().getValue());
            case DECIMAL128 -> json.writeNumber(value.asDecimal128().getValue().bigDecimalValue());
            case DATE_TIME ->
                json.writeString(
                        Instant.ofEpochMilli(value.asDateTime().getValue()).toString());
            case NULL -> json.writeNull();
            default -> json.writeString(value.toString()); // of other people's
        }
    }
}
