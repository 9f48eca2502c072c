package datalab.store.mongodb.document;

/** A row holds what no document can hold; the message says what. */
public final class UnfitValue extends Exception {
    public UnfitValue(String message) {
        super(message);
    }
}
