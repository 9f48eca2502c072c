package datalab.lab.event;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.json.ValueJson;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.time.TimePattern;
import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as JSON for a lab's own routes: the declared fields and the time field, without DataLab's metadata. Numbers
 * that lab.yaml wants as text stand in strings. Thread-safe.
 */
public final class RouteEventJson {
    private final List<Field> fields;
    private final @Nullable String timeName;
    private final @Nullable DateTimeFormatter timeFormat;

    /** @param timePattern how event times are written, in the stream's zone; null for RFC 3339 in UTC */
    public RouteEventJson(EventStream stream, @Nullable String timePattern) {
        this.fields = stream.fields();
        this.timeName = stream.time();
        this.timeFormat =
                timePattern == null ? null : TimePattern.writing(timePattern).withZone(stream.zone());
    }

    /** Writes one object. */
    public void write(JsonGenerator out, Event event) throws IOException {
        out.writeStartObject();
        for (int i = 0; i < fields.size(); i++) {
            out.writeFieldName(fields.get(i).name());
            Object value = event.value(i);
            if (value != null && fields.get(i).asText()) {
                out.writeString(ValueJson.text(value));
            } else {
                ValueJson.write(out, value);
            }
        }
        if (timeName != null) {
            out.writeStringField(
                    timeName, timeFormat == null ? event.time().toString() : timeFormat.format(event.time()));
        }
        out.writeEndObject();
    }
}
