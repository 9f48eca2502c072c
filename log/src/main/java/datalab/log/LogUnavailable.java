package datalab.log;

import datalab.runtime.Unavailable;

/** Thrown if the log's brokers do not respond, or not in time. What was asked may be asked again. */
public final class LogUnavailable extends Unavailable {
    public LogUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
