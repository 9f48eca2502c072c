package datalab.log;

import datalab.runtime.Unavailable;

/** Thrown if the log's brokers do not respond, or not in time. The caller may retry. */
public final class LogUnavailable extends Unavailable {
    public LogUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
