package datalab.store.view;

import datalab.lab.view.CoarserView;
import datalab.store.key.GroupKey;
import datalab.store.result.BoundedRows;
import datalab.store.result.QueryTimeout;
import datalab.store.result.TimeLimit;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A page of merged rows in any order, of those that are chosen by what they show. It looks for them among all that the view's
 * rows merge to, and holds a part of these at a time. Owned by one thread.
 */
public final class MergedRows {
    /** How many merged rows are looked at where a page needs all of them: to put them in order, or to find the newest. */
    public static final int LOOKED_AT_MAX = 100_000;

    private static final int PART_ROWS = 10_000;

    private final ViewReader views;
    private final RollupQuery query;
    private final @Nullable CoarserView coarser;
    private final TimeLimit time;
    private @Nullable RollupResult failure;

    private MergedRows(ViewReader views, RollupQuery query, @Nullable CoarserView coarser, TimeLimit time) {
        this.views = views;
        this.query = query;
        this.coarser = coarser;
        this.time = time;
    }

    /**
     * The page.
     *
     * @param views of one snapshot
     * @param coarser the view whose rows stand for those of the question's; null for none
     * @throws QueryTimeout where it takes too long
     */
    public static RollupResult read(
            ViewReader views, RollupQuery query, @Nullable CoarserView coarser, TimeLimit time) {
        return query.wanted().readsColumns() || query.isOfNewest()
                ? new MergedRows(views, query, coarser, time).selected()
                : RollupPage.read(views, query, coarser, time);
    }

    private RollupResult selected() {
        Predicate<ViewRow> isWanted = query.isOfNewest() ? amongNewest() : row -> true;
        SelectedRows.Source merged = (plain, each) -> eachMerged(plain, row -> !isWanted.test(row) || each.test(row));
        BoundedRows<ViewRow> page = new SelectedRows(merged, query.wanted(), time).page();
        return failure == null ? new RollupResult.Merged(page) : failure;
    }

    /** Whether a row is one of the newest of its group. */
    private Predicate<ViewRow> amongNewest() {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Instant> oldest = new HashMap<>();
        eachMerged(query.wanted().plain(true), row -> {
            String group = GroupKey.of(row.key());
            if (counts.merge(group, 1, Integer::sum) <= query.wanted().latest()) {
                oldest.put(group, Objects.requireNonNull(row.key().windowStart()));
            }
            return true;
        });
        return row -> {
            Instant from = oldest.get(GroupKey.of(row.key()));
            Instant start = Objects.requireNonNull(row.key().windowStart());
            return from != null && !start.isBefore(from);
        };
    }

    /** Ends early where something is wrong. */
    private void eachMerged(ViewQuery plain, Predicate<ViewRow> each) {
        RollupQuery next = query.of(plain.withLimit(PART_ROWS));
        boolean isMore = failure == null;
        int looked = 0;
        while (isMore) {
            RollupResult result = RollupPage.read(views, next, coarser, time);
            if (!(result instanceof RollupResult.Merged(BoundedRows<ViewRow> part))) {
                failure = result;
                return;
            }
            looked += part.rows().size();
            if (needsAll() && looked > LOOKED_AT_MAX) {
                failure = new RollupResult.TooMany(LOOKED_AT_MAX);
                return;
            }
            isMore = part.rows().stream().allMatch(each)
                    && (part.isCut() || part.rows().size() == PART_ROWS);
            next = isMore ? next.following(part.rows().getLast()) : next;
        }
    }

    private boolean needsAll() {
        return query.isOfNewest() || !query.wanted().sort().isUsual();
    }
}
