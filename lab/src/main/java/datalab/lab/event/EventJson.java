package datalab.lab.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import datalab.lab.json.ValueJson;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events of a stream as the API's JSON objects: the fields, the time field, {@code _time}, {@code _arrived},
 * {@code _at}, {@code _origin}, what the stream did not declare, and {@code _flags}. Thread-safe.
 */
public final class EventJson {
    private static final SerializedString TIME = new SerializedString("_time");
    private static final SerializedString ARRIVED = new SerializedString("_arrived");
    private static final SerializedString AT = new SerializedString("_at");
    private static final SerializedString ORIGIN = new SerializedString("_origin");
    private static final SerializedString FLAGS = new SerializedString("_flags");

    private final SerializedString[] names;
    private final @Nullable SerializedString timeName;

    public EventJson(EventStream stream) {
        List<Field> fields = stream.fields();
        this.names =
                fields.stream().map(field -> new SerializedString(field.name())).toArray(SerializedString[]::new);
        this.timeName = stream.time() == null ? null : new SerializedString(stream.time());
    }

    /**
     * Writes one object.
     *
     * @param out one that writes text
     * @param flagsJson quality flags as the text of a JSON object; null for no {@code _flags}
     */
    public void write(JsonGenerator out, Event event, @Nullable String flagsJson) throws IOException {
        out.writeStartObject();
        writeMembers(out, event, flagsJson);
        out.writeEndObject();
    }

    /** Writes the members of an object that the caller begins and ends, perhaps with more of them. */
    public void writeMembers(JsonGenerator out, Event event, @Nullable String flagsJson) throws IOException {
        for (int i = 0; i < names.length; i++) {
            out.writeFieldName(names[i]);
            ValueJson.write(out, event.value(i));
        }
        String time = event.time().toString();
        if (timeName != null) {
            out.writeFieldName(timeName);
            out.writeString(time);
        }
        text(out, TIME, time);
        text(out, ARRIVED, arrived(event, time));
        text(out, AT, event.at().toString());
        text(out, ORIGIN, event.payload().origin().text());
        extra(out, event.payload().extra());
        if (flagsJson != null) {
            out.writeFieldName(FLAGS);
            out.writeRawValue(flagsJson);
        }
    }

    private static String arrived(Event event, String time) {
        Instant arrived = event.arrived();
        return event.payload().time() == null ? time : arrived.toString();
    }

    private static void text(JsonGenerator out, SerializedString name, String value) throws IOException {
        out.writeFieldName(name);
        out.writeString(value);
    }

    /** Copies the members of a JSON object's text as they are; there are members before them. */
    private static void extra(JsonGenerator out, @Nullable String object) throws IOException {
        if (object == null) {
            return;
        }
        int from = object.indexOf('{') + 1;
        int to = object.lastIndexOf('}');
        if (!object.substring(from, to).isBlank()) {
            out.writeRaw(',');
            out.writeRaw(object, from, to - from);
        }
    }
}
