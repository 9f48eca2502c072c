package datalab.ingest.mqtt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.Decoded;
import datalab.lab.Event;
import datalab.lab.EventDecoder;
import datalab.lab.EventJson;
import datalab.lab.EventStream;
import datalab.lab.Payload;
import datalab.log.Headers;
import datalab.log.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stream as subscribers see it: its new events as JSON, each under a topic. One thread uses it. */
final class LiveStream {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String FROM_MQTT = TopicRouter.SOURCE + ":";

    private final EventStream stream;
    private final EventDecoder decoder;
    private final EventJson json;
    private final List<TopicFilter> filters;
    private final int key;

    /** An event on its way to subscribers. */
    @SuppressWarnings("ArrayRecordComponent") // written once; identity is never asked for
    record Published(String topic, byte[] payload) {}

    LiveStream(EventStream stream, List<TopicFilter> filters) {
        this.stream = stream;
        this.decoder = new EventDecoder(stream);
        this.json = new EventJson(stream);
        this.filters = filters;
        this.key = stream.key() == null ? -1 : stream.indexOf(stream.key());
    }

    boolean overlaps(TopicFilter filter) {
        return filters.stream().anyMatch(filter::overlaps);
    }

    /** Null where the record is no event of the stream. */
    @Nullable
    Published read(LogRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return null;
        }
        return switch (decoder.decode(value, 0, value.length)) {
            case Decoded.Accepted(Payload payload) -> {
                Event event = new Event(stream, payload, record.timestamp(), record.at());
                yield new Published(topic(event, record.headers().get(Headers.SOURCE)), bytes(event));
            }
            case Decoded.Refused why -> null;
        };
    }

    /** The topic it was published to; where it came another way, one that the stream declares. */
    private String topic(Event event, @Nullable String source) {
        if (source != null && source.startsWith(FROM_MQTT)) {
            return source.substring(FROM_MQTT.length());
        }
        Object keyValue = key < 0 ? null : event.value(key);
        String level = keyValue == null ? "_" : keyValue.toString().replaceAll("[/+#\\x00]", "_");
        return filters.getFirst().exampleTopic(level);
    }

    private byte[] bytes(Event event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            json.write(out, event, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }
}
