package datalab.cache.redis;

import datalab.runtime.Unavailable;
import org.jspecify.annotations.Nullable;

/** Thrown if Redis does not answer, or not in time. */
final class RedisUnavailable extends Unavailable {
    RedisUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
