package datalab.store.view;

import datalab.lab.view.CoarserView;
import datalab.lab.view.Rollup;
import datalab.lab.view.RowKey;
import datalab.lab.view.Windows;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query for one page of merged rows, in the order of a view's: by window start, then by the group's canonical JSON text.
 *
 * @param rows which of the view's rows are merged, in which order of windows, and how many merged ones to answer at most; it is
 *     of the first page
 * @param after the last merged row of the page before; null for the first page
 * @param coarser views whose rows may stand for those of the view, the one to be read first
 */
public record RollupQuery(
        Rollup rollup, ViewQuery rows, @Nullable RowKey after, List<CoarserView> coarser) {
    public RollupQuery {
        coarser = List.copyOf(coarser);
    }

    /** Of the view's own rows. */
    public RollupQuery(Rollup rollup, ViewQuery rows, @Nullable RowKey after) {
        this(rollup, rows, after, List.of());
    }

    /** The rows of the view that a page may need: none from before the window that the page begins in. */
    ViewQuery needed() {
        Windows every = rollup.every();
        Instant window = after == null ? null : after.windowStart();
        if (every == null || window == null) {
            return rows;
        }
        return rows.descending()
                ? rows.between(rows.from(), earlier(every.end(window), rows.to()))
                : rows.between(later(window, rows.from()), rows.to());
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }
}
