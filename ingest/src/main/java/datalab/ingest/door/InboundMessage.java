package datalab.ingest.door;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message received for one stream: a slice of an array that the caller may reuse once the call returns.
 *
 * @param source where it came from: the kind, and behind a colon what the kind knows, such as {@code mqtt:sensors/a}
 * @param arrived when it came, to the millisecond
 * @param once the idempotency key: the speed layer keeps only the first event with it; null for none
 * @param headers of its record, beside those that every event has
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; instances are never compared
public record InboundMessage(
        StreamBinding binding,
        byte[] bytes,
        int offset,
        int length,
        String source,
        Instant arrived,
        @Nullable String once,
        Map<String, String> headers) {

    public InboundMessage(
            StreamBinding binding,
            byte[] bytes,
            int offset,
            int length,
            String source,
            Instant arrived,
            @Nullable String once) {
        this(binding, bytes, offset, length, source, arrived, once, Map.of());
    }

    public InboundMessage(StreamBinding binding, byte[] bytes, String source, Instant arrived) {
        this(binding, bytes, 0, bytes.length, source, arrived, null);
    }

    public InboundMessage with(Map<String, String> more) {
        return new InboundMessage(binding, bytes, offset, length, source, arrived, once, more);
    }

    /** Its memory cost while it is in flight. */
    int size() {
        int headerBytes = 0;
        for (String value : headers.values()) {
            headerBytes += value.length();
        }
        return length + headerBytes;
    }

    byte[] copy() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }
}
