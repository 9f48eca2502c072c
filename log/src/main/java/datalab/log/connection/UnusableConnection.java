package datalab.log.connection;

/** Thrown if Kafka's clients cannot be made with the settings given. The message says why; it has no secrets. */
public final class UnusableConnection extends RuntimeException {
    public UnusableConnection(String message) {
        super(message);
    }

    public UnusableConnection(String message, Throwable cause) {
        super(message, cause);
    }
}
