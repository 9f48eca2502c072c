package datalab.web.cache;

import datalab.lab.stream.EventStream;
import datalab.store.archive.EventQuery;
import datalab.store.view.ViewQuery;

/**
 * How much a query costs the store, as far as can be told before it is asked. Heavy ones have few places, so that they
 * never take all: queries for the latest row are answered while others fetch a year.
 */
public enum QueryCost {
    /** A few rows that an index finds. */
    QUICK,
    /** Many rows, or ones that have to be searched for. */
    HEAVY;

    /** The most rows that a few are. */
    private static final int ROWS_MAX = 1_000;

    public static QueryCost of(EventQuery asked) {
        EventStream stream = asked.stream();
        boolean isFound = asked.where().isEmpty()
                || (stream.key() != null && asked.where().names(stream.key()))
                || (!stream.unique().isEmpty()
                        && asked.where().names(stream.unique().getFirst()));
        return asked.limit() <= ROWS_MAX && isFound && asked.isPlain() ? QUICK : HEAVY;
    }

    public static QueryCost of(ViewQuery asked) {
        boolean isFound = asked.where().isEmpty()
                || asked.fold().view().by().stream().limit(1).anyMatch(asked.where()::names);
        boolean isPlain = asked.latest() == 0 && !asked.readsColumns();
        return asked.limit() <= ROWS_MAX && isFound && isPlain ? QUICK : HEAVY;
    }
}
