package datalab.store.view;

import datalab.lab.view.CoarserView;
import datalab.lab.view.Rollup;
import datalab.lab.view.RowKey;
import datalab.lab.view.Windows;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query for one page of merged rows.
 *
 * @param rows which of the view's rows are merged: those of a period, by values of group-by fields; of a layer
 * @param wanted which of the merged rows, by what they show, in which order and how many; of the rollup's fold
 * @param coarser views whose rows may stand for those of the view, the one to be read first
 */
public record RollupQuery(Rollup rollup, ViewQuery rows, ViewQuery wanted, List<CoarserView> coarser) {
    public RollupQuery {
        coarser = List.copyOf(coarser);
    }

    /** The same question for other merged rows. */
    public RollupQuery of(ViewQuery others) {
        return new RollupQuery(rollup, rows, others, coarser);
    }

    /** The same question for another number of rows. */
    public RollupQuery withLimit(int limit) {
        return of(wanted.withLimit(limit));
    }

    /** The same question for what follows a merged row. */
    public RollupQuery following(ViewRow last) {
        return of(wanted.following(wanted.sort().following(wanted.sortValues(last)), last.key()));
    }

    /** Whether only the newest rows of each group are wanted, of several windows. */
    boolean isOfNewest() {
        return wanted.latest() > 0 && rollup.every() != null;
    }

    /** The rows of the view that a page in the usual order may need: none from before the window that the page begins in. */
    ViewQuery needed() {
        ViewQuery plain = rows.plain(wanted.descending());
        RowKey after = wanted.after();
        Windows every = rollup.every();
        Instant window = after == null ? null : after.windowStart();
        if (every == null || window == null) {
            return plain;
        }
        return plain.descending()
                ? plain.between(rows.from(), earlier(every.end(window), rows.to()))
                : plain.between(later(window, rows.from()), rows.to());
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }
}
