package datalab.store.result;

/**
 * Thrown if a lab's declaration conflicts with the data stored for it, such as another type for a field. Only a user can
 * decide what becomes of the old data; the message says what was found and what can be done.
 */
public final class IncompatibleChange extends RuntimeException {
    public IncompatibleChange(String message) {
        super(message);
    }
}
