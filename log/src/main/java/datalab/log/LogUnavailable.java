package datalab.log;

/** The log's brokers do not answer, or not in time. What was asked may be asked again. */
public final class LogUnavailable extends RuntimeException {
    public LogUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
