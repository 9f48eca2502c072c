package datalab.store.answer;

/**
 * A lab declares something that does not fit what is kept of it already, such as another type for a field. Only a person
 * can decide what becomes of the old data; the message says what was found and what can be done.
 */
public final class IncompatibleChange extends RuntimeException {
    public IncompatibleChange(String message) {
        super(message);
    }
}
