package datalab.log;

/** Thrown if Kafka's clients cannot be made with the settings given. The message says why; it has no secrets. */
public final class UnusableConnection extends RuntimeException {
    UnusableConnection(String message) {
        super(message);
    }

    UnusableConnection(String message, Throwable cause) {
        super(message, cause);
    }
}
