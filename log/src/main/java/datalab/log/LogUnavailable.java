package datalab.log;

import datalab.runtime.Unavailable;

/** The log's brokers do not answer, or not in time. What was asked may be asked again. */
public final class LogUnavailable extends Unavailable {
    public LogUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
