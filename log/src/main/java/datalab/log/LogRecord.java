package datalab.log;

import datalab.lab.event.Coordinate;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as the log holds it.
 *
 * @param value null for a tombstone that some other program wrote
 * @param headers by name; of equal names the last
 * @param epoch of the partition's leader that took it; {@link #UNKNOWN_EPOCH} where that is not known
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; instances are never compared
public record LogRecord(
        String topic,
        Coordinate at,
        byte @Nullable [] value,
        Instant timestamp,
        Map<String, String> headers,
        int epoch) {
    public static final int UNKNOWN_EPOCH = -1;

    public LogRecord(
            String topic, Coordinate at, byte @Nullable [] value, Instant timestamp, Map<String, String> headers) {
        this(topic, at, value, timestamp, headers, UNKNOWN_EPOCH);
    }
}
