package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import datalab.lab.Event;
import datalab.lab.EventStream;
import datalab.lab.Payload;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

public final class EventJson {
    private EventJson() {}

    public static void write(JsonGenerator json, Event event, @Nullable String flagsJson) throws IOException {
        EventStream stream = event.stream();
        Payload payload = event.payload();
        json.writeStartObject();
        for (int i = 0; i < stream.fields().size(); i++) {
            Object value = event.value(i);
            if (value != null) {
                json.writeFieldName(stream.fields().get(i).name());
                value(json, value);
            }
        }
        if (stream.time() != null && payload.time() != null) {
            json.writeStringField(stream.time(), payload.time().toString());
        }
        if (payload.extra() != null) {
            extra(json, payload.extra());
        }
        json.writeStringField("_time", event.time().toString());
        json.writeStringField("_arrived", event.arrived().toString());
        json.writeStringField("_at", event.at().toString());
        json.writeStringField("_origin", payload.origin().text());
        if (flagsJson != null) {
            json.writeFieldName("_flags");
            json.writeRawValue(flagsJson);
        }
        json.writeEndObject();
    }

    private static void extra(JsonGenerator json, String extra) throws IOException {
        try (JsonParser parser = PageWriter.JSON.createParser(extra)) {
            parser.nextToken();
            while (parser.nextToken() != com.fasterxml.jackson.core.JsonToken.END_OBJECT) {
                json.copyCurrentStructure(parser);
            }
        }
    }

    static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Double number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Boolean bool -> json.writeBoolean(bool);
            case Instant time -> json.writeString(time.toString());
            default -> throw new IllegalStateException("no field has values of " + value.getClass());
        }
    }
}
