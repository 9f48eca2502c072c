package datalab.store.query;

/** One of the columns by which rows are put in order. */
public record SortKey(String column, boolean descending) {}
