package datalab.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.ReadBackResult;
import datalab.lab.event.Event;
import datalab.lab.event.EventJson;
import datalab.lab.event.RouteEventJson;
import datalab.lab.json.JsonText;
import datalab.lab.stream.EventStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to one event that was taken: the event as it is kept, and where to find it. Thread-safe. */
final class CreatedEvent {
    private static final JsonFactory JSON = new JsonFactory();
    private final EventStream stream;
    private final EventJson json;
    private final @Nullable RouteEventJson declared;
    private final int key;

    /** @param ownPath whether it is shown as the lab's own paths show events */
    CreatedEvent(EventStream stream, boolean ownPath) {
        this.stream = stream;
        this.declared = ownPath ? new RouteEventJson(stream, null) : null;
        this.json = new EventJson(stream);
        this.key = stream.key() == null ? -1 : stream.indexOf(stream.key());
    }

    ReplayableResponse answer(Accepted accepted, int status) {
        return answer(event(accepted), status);
    }

    /**
     * The event repeats an archived identity with other values. A lab's own path answers older clients, which know
     * one response only, with that one; any other path distinguishes the two.
     */
    ReplayableResponse atOnce(ReadBackResult.Repeat repeat) {
        Event first = repeat.first();
        return declared == null || first == null ? answer(repeat) : answer(first, ReplayableResponse.CREATED);
    }

    private ReplayableResponse answer(Event event, int status) {
        return new ReplayableResponse(
                status, ReplayableResponse.JSON, bytes(event), Map.of("Location", location(event)));
    }

    /** The event was accepted, and turned out to be a duplicate; with the archived one. */
    ReplayableResponse answer(ReadBackResult.Repeat repeat) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("reason", "duplicate");
        if (repeat.first() != null) {
            more.put("stored", new JsonText.Raw(new String(bytes(repeat.first()), UTF_8)));
        }
        return IngestResponses.alreadyThere(repeat.detail(), more);
    }

    private Event event(Accepted accepted) {
        return new Event(stream, accepted.payload(), accepted.arrived(), accepted.at());
    }

    private byte[] bytes(Event event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            if (declared == null) {
                json.write(out, event, null);
            } else {
                declared.write(out, event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return bytes.toByteArray();
    }

    /** The page of the archive that begins with this event. */
    private String location(Event event) {
        @Nullable Object keyValue = key < 0 ? null : event.value(key);
        String ofKey = keyValue == null
                ? ""
                : "&" + stream.key() + "="
                        + URLEncoder.encode(keyValue.toString(), UTF_8).replace("+", "%20");
        return "/labs/" + stream.lab() + "/streams/" + stream.name() + "?from=" + event.time() + "&limit=1" + ofKey;
    }
}
