package datalab.store.result;

import java.util.List;

/**
 * The rows that a query returned, in the order of the query. Bounded by bytes, so that rows may be large and many, and yet
 * are held in memory.
 *
 * @param rows as many as were asked for, or fewer; at least one where there is one
 * @param isCut whether they ended because they hold {@link #BYTES_MAX} or more: then others may follow
 */
public record BoundedRows<T>(List<T> rows, boolean isCut) {
    /** Of texts and partials, beside the last row. */
    public static final int BYTES_MAX = 8 * 1024 * 1024;

    public BoundedRows {
        rows = List.copyOf(rows);
    }
}
