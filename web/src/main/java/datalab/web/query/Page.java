package datalab.web.query;

import datalab.store.result.BoundedRows;
import datalab.web.points.Selected;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of rows and the cursor of the next one.
 *
 * @param after the cursor of the last row; null where no row follows it
 * @param bucket of how long periods the rows are the ends and extremes; null where no row between them is left out
 */
public record Page<T>(
        List<T> rows, @Nullable String after, @Nullable String bucket) {

    public Page(List<T> rows, @Nullable String after) {
        this(rows, after, null);
    }

    /** All rows of a selection. */
    static <T> Page<T> of(Selected<T> selected) {
        return new Page<>(selected.rows(), null, selected.bucket());
    }

    /**
     * A page of what a store found.
     *
     * @param found one more than {@code limit} where there is a next page, unless it was cut
     */
    public static <T> Page<T> of(BoundedRows<T> found, int limit, Function<T, String> cursor) {
        return found.isCut() && found.rows().size() <= limit
                ? new Page<>(found.rows(), cursor.apply(found.rows().getLast()))
                : of(found.rows(), limit, cursor);
    }

    /**
     * A page of a list.
     *
     * @param found one more than {@code limit} where there is a next page
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, String> cursor) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        return new Page<>(found.subList(0, limit), cursor.apply(found.get(limit - 1)));
    }

    /** The next page of a query as a reference relative to its URL, or null. */
    public @Nullable String next(QueryParameters query) {
        return after == null ? null : query.referenceAfter(after);
    }
}
