package datalab.ingest.door;

import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An input that failed validation and is to be recorded as a reject.
 *
 * @param stream null where no stream takes it
 * @param bytes the sender's bytes, at most the first {@link Reject#PAYLOAD_BYTES_MAX} of them
 * @param payloadBytes how many there were
 * @param source as in {@link InboundMessage}
 * @param once as in {@link InboundMessage}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; instances are never compared
public record RejectedInput(
        @Nullable EventStream stream,
        byte[] bytes,
        long payloadBytes,
        String source,
        Instant arrived,
        @Nullable String once,
        Refused why) {}
