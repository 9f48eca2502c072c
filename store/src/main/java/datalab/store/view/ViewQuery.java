package datalab.store.view;

import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.store.query.SortKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query for one page of a view's rows, ordered by window start, then by the group's canonical JSON text in code point
 * order, where it names no other order.
 *
 * @param from inclusive bound of the window start; null for no bound
 * @param to exclusive bound of the window start; null for no bound
 * @param where of group-by fields, and of columns
 * @param latest the most rows of each group, those of the newest windows of the question; 0 for all
 * @param descending of the usual order
 * @param sort by group-by fields, columns or {@link #WINDOW_START}
 * @param after the last row of the page before; null for the first page
 * @param limit the most rows to answer, 1 or more
 * @param layer which part of the events they hold
 */
public record ViewQuery(
        ViewFold fold,
        @Nullable Instant from,
        @Nullable Instant to,
        Filters where,
        int latest,
        boolean descending,
        Sort sort,
        @Nullable RowKey after,
        int limit,
        ViewLayer layer) {
    /** The column that says when a row's window begins. */
    public static final String WINDOW_START = "window_start";

    /** Of groups with one value a field, in the usual order, over all events. */
    public ViewQuery(
            ViewFold fold,
            @Nullable Instant from,
            @Nullable Instant to,
            Map<String, Object> equal,
            boolean descending,
            @Nullable RowKey after,
            int limit) {
        this(fold, from, to, Filters.equal(equal), 0, descending, Sort.USUAL, after, limit, ViewLayer.MERGED);
    }

    /** The same query of one layer. */
    public ViewQuery withLayer(ViewLayer other) {
        return new ViewQuery(fold, from, to, where, latest, descending, sort, after, limit, other);
    }

    /** The same query for another period. */
    public ViewQuery between(@Nullable Instant begin, @Nullable Instant end) {
        return new ViewQuery(fold, begin, end, where, latest, descending, sort, after, limit, layer);
    }

    /** The same query of another view that has its group-by fields. */
    public ViewQuery of(ViewFold other) {
        return new ViewQuery(other, from, to, where, latest, descending, sort, after, limit, layer);
    }

    /** The same query for another number of rows. */
    public ViewQuery withLimit(int rows) {
        return new ViewQuery(fold, from, to, where, latest, descending, sort, after, rows, layer);
    }

    /** The same question for what follows a row in an order. */
    public ViewQuery following(Sort next, RowKey last) {
        return new ViewQuery(fold, from, to, where, latest, descending, next, last, limit, layer);
    }

    /** The same question for all rows in order of window and group. */
    public ViewQuery plain(boolean newestFirst) {
        return new ViewQuery(fold, from, to, where, 0, newestFirst, Sort.USUAL, null, limit, layer);
    }

    /** The values by which a row is sorted. */
    public List<@Nullable Object> sortValues(ViewRow row) {
        return new ShownValues(fold)
                .of(row, sort.keys().stream().map(SortKey::column).toList());
    }

    /** The filters of group-by fields, which a store can look rows up by. */
    public Filters groups() {
        return where.only(fold.view().by()::contains);
    }

    /** Whether rows are to be chosen or put in order by what they show, so that all have to be read. */
    public boolean readsColumns() {
        return !sort.isUsual() || groups().fields().size() < where.fields().size();
    }

    /** The same question without what {@link #readsColumns}. */
    public ViewQuery ofGroups() {
        boolean isSorted = !sort.isUsual();
        return new ViewQuery(
                fold,
                from,
                to,
                groups(),
                latest,
                !isSorted && descending,
                Sort.USUAL,
                isSorted ? null : after,
                limit,
                layer);
    }
}
