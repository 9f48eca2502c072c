package datalab.out.cassandra;

/** A row holds what a column cannot take; the message says which and what. */
final class UnfitColumn extends Exception {
    UnfitColumn(String message) {
        super(message);
    }
}
