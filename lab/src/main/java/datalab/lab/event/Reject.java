package datalab.lab.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An input that could not become an event, kept so that it can be looked at and sent again.
 *
 * @param id opaque and stable: the record of the log it came from, as {@code topic:partition:offset}
 * @param lab null where no lab takes such an input (an MQTT topic that no stream declares)
 * @param stream null where no stream takes it
 * @param source where it came from, such as {@code mqtt:sensors/a}, {@code http} or {@code kafka}
 * @param payload the sender's bytes, at most the first 64 KiB of them
 * @param payloadBytes how many bytes there were
 * @param retriedAt when it was sent again with success; null until then
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; instances are never compared
public record Reject(
        String id,
        @Nullable String lab,
        @Nullable String stream,
        String source,
        RejectReason reason,
        @Nullable String field,
        String detail,
        byte[] payload,
        int payloadBytes,
        Instant arrived,
        @Nullable Instant retriedAt) {

    public static final int PAYLOAD_BYTES_MAX = 64 * 1024;
}
