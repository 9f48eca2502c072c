package datalab.web.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.event.Event;
import datalab.lab.event.EventJson;
import datalab.store.view.ViewRow;
import datalab.web.query.ViewLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Server-sent events as bytes, each ready to be written. */
final class SseFrame {
    static final byte[] HEARTBEAT = ":\n\n".getBytes(UTF_8);

    private static final JsonFactory JSON = new JsonFactory();

    private SseFrame() {}

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /** Tells the client that it is connected, from where on it is shown everything, and when to come back. */
    static byte[] hello(String id) {
        return (": following\nretry: 2000\nid: " + id + "\n\n").getBytes(UTF_8);
    }

    static byte[] event(EventJson layout, Event event, String id) {
        return frame("event", id, json -> {
            json.writeStringField("stream", event.stream().name());
            json.writeFieldName("event");
            layout.write(json, event, null);
        });
    }

    static byte[] row(String view, ViewLayout layout, ViewRow row, String id) {
        return frame("row", id, json -> {
            json.writeStringField("view", view);
            json.writeFieldName("row");
            layout.writeJson(json, row);
        });
    }

    static byte[] gap(long missed) {
        return frame("gap", "", json -> json.writeNumberField("missed", missed));
    }

    /**
     * A gap between what a client has seen before and what it is shown from now on.
     *
     * @param missed null if the number is unknown
     */
    static byte[] missedAway(@Nullable Long missed) {
        return frame("gap", "", json -> {
            if (missed == null) {
                json.writeNullField("missed");
            } else {
                json.writeNumberField("missed", missed);
            }
            json.writeBooleanField("away", true);
        });
    }

    /** JSON has no line breaks here, so one data line holds it. */
    private static byte[] frame(String name, String id, Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.writeBytes(("event: " + name + (id.isEmpty() ? "" : "\nid: " + id) + "\ndata: ").getBytes(UTF_8));
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            writing.to(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        out.writeBytes("\n\n".getBytes(UTF_8));
        return out.toByteArray();
    }
}
