package datalab.log;

import datalab.runtime.Unavailable;
import org.jspecify.annotations.Nullable;

/** Thrown if the log's brokers do not respond, or not in time. The caller may retry. */
public final class LogUnavailable extends Unavailable {
    public LogUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
