package datalab.ingest;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One sender's bytes for one stream: a slice of an array that the sender may use again as soon as the call returns.
 *
 * @param source where it came from: the kind, and behind a colon what the kind knows, such as {@code mqtt:sensors/a}
 * @param arrived when it came, to the millisecond
 * @param once an id of which the speed layer takes only the first event; null where every message counts
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; identity is never asked for
public record Message(
        Intake intake,
        byte[] bytes,
        int offset,
        int length,
        String source,
        Instant arrived,
        @Nullable String once) {

    public Message(Intake intake, byte[] bytes, String source, Instant arrived) {
        this(intake, bytes, 0, bytes.length, source, arrived, null);
    }

    byte[] copy() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }
}
