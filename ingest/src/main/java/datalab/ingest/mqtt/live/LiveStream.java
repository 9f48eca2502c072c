package datalab.ingest.mqtt.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.access.AccessRole;
import datalab.access.Caller;
import datalab.ingest.mqtt.wire.Properties;
import datalab.ingest.mqtt.wire.Property;
import datalab.lab.event.Event;
import datalab.lab.event.EventJson;
import datalab.lab.input.TopicFilter;
import datalab.lab.stream.EventStream;
import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.log.SourceUri;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** One stream as subscribers see it: its new events as JSON, each under a topic. One thread uses it. */
final class LiveStream {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String FROM_MQTT = TopicRouter.SOURCE + ":";
    private static final long NEVER = -1;

    private final EventJson json;
    private final List<TopicFilter> filters;
    private final int key;
    private final String lab;

    LiveStream(EventStream stream, List<TopicFilter> filters) {
        this.json = new EventJson(stream);
        this.filters = filters;
        this.lab = stream.lab();
        this.key = stream.key() == null ? -1 : stream.indexOf(stream.key());
    }

    boolean isFor(Caller reader) {
        return reader.may(AccessRole.READ, lab);
    }

    boolean overlaps(TopicFilter filter) {
        return filters.stream().anyMatch(filter::overlaps);
    }

    /** The topic it was published to; for events of other sources, one that the stream declares. */
    String topic(Event event, LogRecord record) {
        String source = record.headers().get(Headers.SOURCE);
        if (source != null && source.startsWith(FROM_MQTT)) {
            return SourceUri.decode(source.substring(FROM_MQTT.length()));
        }
        Object keyValue = key < 0 ? null : event.value(key);
        String level = keyValue == null ? "_" : keyValue.toString().replaceAll("[/+#\\x00]", "_");
        return filters.getFirst().exampleTopic(level);
    }

    LiveEvent published(String topic, Event event, LogRecord record) {
        Properties properties = MqttHeaders.properties(record.headers());
        long seconds = properties.number(Property.MESSAGE_EXPIRY_INTERVAL, NEVER);
        Instant expires = seconds == NEVER ? null : record.timestamp().plusSeconds(seconds);
        return new LiveEvent(
                topic.getBytes(UTF_8),
                bytes(event),
                properties,
                expires,
                MqttHeaders.retain(record.headers()),
                record.headers().get(Headers.MQTT_CLIENT));
    }

    private byte[] bytes(Event event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            json.write(out, event, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return bytes.toByteArray();
    }
}
