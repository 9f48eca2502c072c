package datalab.log;

import datalab.lab.Coordinate;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as the log holds it.
 *
 * @param value null for a tombstone that some other program wrote
 * @param headers by name; of equal names the last
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; identity is never asked for
public record LogRecord(
        String topic, Coordinate at, byte @Nullable [] value, Instant timestamp, Map<String, String> headers) {}
