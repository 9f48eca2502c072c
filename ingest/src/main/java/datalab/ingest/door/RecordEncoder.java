package datalab.ingest.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.DecodedPayload;
import datalab.lab.stream.EventStream;
import datalab.log.Headers;
import datalab.log.NewRecord;
import datalab.log.SourceUri;
import datalab.log.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Encodes events and rejects as log records with CloudEvents headers. Thread-safe. */
final class RecordEncoder {
    private static final String SPEC_VERSION = "1.0";
    private static final String JSON = "application/json";
    private static final String BYTES = "application/octet-stream";
    private static final int TEXT_BYTES_MAX = 1024;

    private final EventIds ids;

    RecordEncoder(Clock clock) {
        this.ids = new EventIds(clock);
    }

    /** @param value for the record to keep */
    NewRecord event(InboundMessage message, DecodedPayload payload, byte[] value) {
        StreamBinding binding = message.binding();
        Instant time = payload.time() == null ? message.arrived() : payload.time();
        return new NewRecord(
                binding.topic, binding.key(payload), value, message.arrived(), headers(message, binding.type, time));
    }

    NewRecord reject(RejectedInput rejected) {
        Map<String, String> headers = new HashMap<>();
        headers.put(Headers.ID, ids.next());
        headers.put(Headers.TIME, rejected.arrived().toString());
        headers.put(Headers.SOURCE, source(rejected.source()));
        headers.put(Headers.TYPE, Topics.REJECTS);
        headers.put(Headers.SPEC_VERSION, SPEC_VERSION);
        headers.put(Headers.CONTENT_TYPE, BYTES);
        headers.put(Headers.PAYLOAD_BYTES, Long.toString(rejected.payloadBytes()));
        if (rejected.once() != null) {
            headers.put(Headers.ONCE, rejected.once());
        }
        EventStream stream = rejected.stream();
        if (stream != null) {
            headers.put(Headers.LAB, stream.lab());
            headers.put(Headers.STREAM, stream.name());
        }
        Refused why = rejected.why();
        headers.put(Headers.REASON, why.reason().text());
        headers.put(Headers.DETAIL, bounded(why.detail()));
        if (why.field() != null) {
            headers.put(Headers.FIELD, bounded(why.field()));
        }
        return new NewRecord(Topics.REJECTS, null, rejected.bytes(), rejected.arrived(), headers);
    }

    private Map<String, String> headers(InboundMessage message, String type, Instant time) {
        Map<String, String> usual = usualHeaders(message, type, time);
        if (message.headers().isEmpty()) {
            return usual;
        }
        Map<String, String> all = new HashMap<>(usual);
        all.putAll(message.headers());
        return all;
    }

    private Map<String, String> usualHeaders(InboundMessage message, String type, Instant time) {
        String once = message.once();
        if (once == null) {
            return Map.of(
                    Headers.ID,
                    ids.next(),
                    Headers.TIME,
                    time.toString(),
                    Headers.SOURCE,
                    source(message.source()),
                    Headers.TYPE,
                    type,
                    Headers.SPEC_VERSION,
                    SPEC_VERSION,
                    Headers.CONTENT_TYPE,
                    JSON);
        }
        return Map.of(
                Headers.ID, once,
                Headers.TIME, time.toString(),
                Headers.SOURCE, source(message.source()),
                Headers.TYPE, type,
                Headers.SPEC_VERSION, SPEC_VERSION,
                Headers.CONTENT_TYPE, JSON,
                Headers.ONCE, once);
    }

    private static String source(String source) {
        return SourceUri.encode(bounded(source));
    }

    /** Senders choose these texts, so their length is limited. */
    private static String bounded(String text) {
        if (text.length() * 3 <= TEXT_BYTES_MAX || text.getBytes(UTF_8).length <= TEXT_BYTES_MAX) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, TEXT_BYTES_MAX / 4)) + "…";
    }
}
