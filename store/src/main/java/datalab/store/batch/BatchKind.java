package datalab.store.batch;

import java.util.Locale;

/** The kinds of batch that can run on a view. */
public enum BatchKind {
    /** Merges the speed layer's closed epochs into the generation that is served. Costs what is new. */
    COMPACT,
    /** Folds the whole archive into a new generation and publishes it. */
    RECOMPUTE,
    /** Folds the whole archive and compares, but publishes nothing. */
    VERIFY;

    /** Lower case, as it is written everywhere but in Java. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static BatchKind of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
