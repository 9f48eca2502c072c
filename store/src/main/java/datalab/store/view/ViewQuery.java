package datalab.store.view;

import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query for one page of a view's rows, ordered by window start, then by the group's canonical JSON text in code point
 * order.
 *
 * @param from inclusive bound of the window start; null for no bound
 * @param to exclusive bound of the window start; null for no bound
 * @param equal group-by fields that must have a value
 * @param after the last row of the page before; null for the first page
 * @param limit the most rows to answer, 1 or more
 * @param layer which part of the events they hold
 */
public record ViewQuery(
        ViewFold fold,
        @Nullable Instant from,
        @Nullable Instant to,
        Map<String, Object> equal,
        boolean descending,
        @Nullable RowKey after,
        int limit,
        ViewLayer layer) {

    public ViewQuery {
        equal = Map.copyOf(equal);
    }

    /** Over all events. */
    public ViewQuery(
            ViewFold fold,
            @Nullable Instant from,
            @Nullable Instant to,
            Map<String, Object> equal,
            boolean descending,
            @Nullable RowKey after,
            int limit) {
        this(fold, from, to, equal, descending, after, limit, ViewLayer.MERGED);
    }

    /** The same query for another number of rows. */
    public ViewQuery withLimit(int rows) {
        return new ViewQuery(fold, from, to, equal, descending, after, rows, layer);
    }
}
