package datalab.store.view;

import datalab.lab.expression.ValueOrder;
import datalab.lab.view.CoarserView;
import datalab.lab.view.Partial;
import datalab.lab.view.Rollup;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.lab.view.Windows;
import datalab.store.key.GroupKey;
import datalab.store.result.BoundedRows;
import datalab.store.result.QueryTimeout;
import datalab.store.result.TimeLimit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Merges the rows of a view, which come in the order of their windows, into a page of a {@link Rollup}. Of the groups of a
 * window it holds the first ones of the page's order alone, so it needs the memory of a page, however many there are. Owned by
 * one thread.
 */
final class RollupPage {
    private static final int MEASURED_ROWS = 1_000;

    private final Rollup rollup;
    private final ViewFold fold;
    private final RollupQuery query;
    private final Comparator<String> order;
    private final List<ViewRow> done = new ArrayList<>();
    private final TreeMap<String, Group> groups;
    private @Nullable Instant window;
    private @Nullable Instant windowEnd;
    /** Groups from here on are for the next page. */
    private @Nullable String cut;

    private RollupResult.@Nullable Misfit misfit;
    private long doneBytes;
    private long bytes;
    private int unmeasured;
    private boolean isFull;

    private RollupPage(RollupQuery query) {
        this.query = query;
        this.rollup = query.rollup();
        this.fold = rollup.fold();
        Comparator<String> rising = ValueOrder::compare;
        this.order = query.wanted().descending() ? rising.reversed() : rising;
        this.groups = new TreeMap<>(order);
    }

    /**
     * Reads what the page needs, in the usual order.
     *
     * @param views of one snapshot
     * @param coarser the view whose rows stand for those of the question's; null for none
     * @throws QueryTimeout where it takes too long
     */
    static RollupResult read(ViewReader views, RollupQuery query, @Nullable CoarserView coarser, TimeLimit time) {
        RollupPage page = new RollupPage(query);
        for (RollupPart part : RollupPart.of(query.needed(), coarser)) {
            views.each(part.query(), row -> {
                time.check();
                return page.take(part.row(row));
            });
            if (page.isOver()) {
                break;
            }
        }
        return page.end();
    }

    private record Group(List<@Nullable Object> values, Partial partial) {}

    /** Takes the next row; false where the page needs none after it. */
    private boolean take(ViewRow row) {
        if (!isInWindow(row.key())) {
            finishWindow();
            begin(row.key());
        }
        if (isFull) {
            return false;
        }
        if (windowEnd != null && !rollup.fits(row.key(), windowEnd)) {
            misfit = new RollupResult.Misfit(row.key(), windowEnd);
            return false;
        }
        List<@Nullable Object> values = rollup.group(row.key());
        String key = GroupKey.of(values);
        if (isOfPage(key)) {
            add(key, values, row.partial());
        }
        return !isFull;
    }

    private boolean isOver() {
        return isFull || misfit != null;
    }

    private RollupResult end() {
        if (misfit != null) {
            return misfit;
        }
        finishWindow();
        return new RollupResult.Merged(new BoundedRows<>(done, cut != null));
    }

    private boolean isInWindow(RowKey row) {
        Instant start = row.windowStart();
        return rollup.every() == null
                || start == null
                || (window != null && windowEnd != null && !start.isBefore(window) && start.isBefore(windowEnd));
    }

    private void begin(RowKey row) {
        Windows every = Objects.requireNonNull(rollup.every());
        window = every.start(Objects.requireNonNull(row.windowStart()));
        windowEnd = every.end(window);
    }

    private boolean isOfPage(String key) {
        RowKey after = query.wanted().after();
        boolean isBehind = after == null
                || !Objects.equals(after.windowStart(), window)
                || order.compare(key, GroupKey.of(after)) > 0;
        return isBehind && (cut == null || order.compare(key, cut) < 0);
    }

    private void add(String key, List<@Nullable Object> values, Partial partial) {
        Group group = groups.get(key);
        if (group == null) {
            group = new Group(values, partial);
            groups.put(key, group);
            bytes += bytes(group);
        } else {
            fold.merge(group.partial(), partial);
        }
        unmeasured++;
        if (unmeasured >= Math.max(MEASURED_ROWS, groups.size())) {
            measure();
        }
        while (done.size() + groups.size() > query.wanted().limit() || isLarge()) {
            cutLast();
        }
    }

    private boolean isLarge() {
        return doneBytes + bytes > BoundedRows.BYTES_MAX && done.size() + groups.size() > 1 && !groups.isEmpty();
    }

    /** What comes later goes to the next page; where nothing is left of the window, this one ends before it. */
    private void cutLast() {
        Map.Entry<String, Group> last = groups.pollLastEntry();
        cut = last.getKey();
        bytes -= bytes(last.getValue());
        isFull = groups.isEmpty();
    }

    private void finishWindow() {
        measure();
        while (isLarge()) {
            cutLast();
        }
        groups.forEach((key, group) -> done.add(new ViewRow(new RowKey(group.values(), window), group.partial())));
        groups.clear();
        doneBytes += bytes;
        bytes = 0;
        isFull |= cut != null;
    }

    private void measure() {
        bytes = 0;
        groups.values().forEach(group -> bytes += bytes(group));
        unmeasured = 0;
    }

    private long bytes(Group group) {
        long bytes = fold.encode(group.partial()).length;
        for (Object value : group.values()) {
            bytes += value instanceof String text ? text.length() : Long.BYTES;
        }
        return bytes;
    }
}
