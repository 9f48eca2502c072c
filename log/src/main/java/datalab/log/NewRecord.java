package datalab.log;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record to be appended to the log.
 *
 * @param key null spreads records over the partitions
 * @param timestamp the time of arrival, to the millisecond
 * @param headers UTF-8 texts by name, see {@link Headers}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; instances are never compared
public record NewRecord(
        String topic, @Nullable String key, byte[] value, Instant timestamp, Map<String, String> headers) {}
