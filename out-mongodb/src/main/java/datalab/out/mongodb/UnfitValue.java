package datalab.out.mongodb;

/** A row holds what no document can hold; the message says what. */
final class UnfitValue extends Exception {
    UnfitValue(String message) {
        super(message);
    }
}
