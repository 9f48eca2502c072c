package datalab.lab.aggregate.pick;

import datalab.lab.expression.ValueOrder;

/**
 * The orders by which one of two picked events is retained. A total order over events, as no two share a place in the log,
 * so that any order of merging picks the same one.
 */
enum PickOrder {
    /** The earliest; of equal times the lowest partition and offset. */
    FIRST,
    /** The latest; of equal times the highest partition and offset. */
    LAST,
    /** The one with the greatest value; of equal values as {@link #FIRST}. */
    MAX_BY,
    /** The one with the least value; of equal values as {@link #FIRST}. */
    MIN_BY;

    /** Whether {@code a} beats {@code b}; neither is empty. */
    boolean prefers(Pick a, Pick b) {
        return switch (this) {
            case FIRST -> a.compareTo(b) < 0;
            case LAST -> a.compareTo(b) > 0;
            case MAX_BY -> prefers(ValueOrder.compare(a.by(), b.by()), a, b);
            case MIN_BY -> prefers(ValueOrder.compare(b.by(), a.by()), a, b);
        };
    }

    boolean hasBy() {
        return this == MAX_BY || this == MIN_BY;
    }

    private static boolean prefers(int byValue, Pick a, Pick b) {
        return byValue != 0 ? byValue > 0 : a.compareTo(b) < 0;
    }
}
