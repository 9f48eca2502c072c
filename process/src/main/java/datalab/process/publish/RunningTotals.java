package datalab.process.publish;

import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.view.Partial;
import datalab.lab.view.ViewFold;
import datalab.lab.view.Windows;
import datalab.store.view.ViewRow;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the windows of a view come to together, so that a row's total needs not all rows before it, and the <em>pass</em> that is
 * under way: through the rows in order of time, from the first that an event has touched to the last, in pages. An event below
 * the pass leads to another one after it, never to a new beginning: so late events that go on coming delay no row for longer
 * than two passes. Owned by one thread. Tests leave a rule out in a class of their own.
 */
abstract class RunningTotals {
    /** Before all windows; the ledger can note it. */
    static final Instant BEGINNING = Instant.parse("-4000-01-01T00:00:00Z");

    private final ViewFold fold;
    private final Windows every;
    private final Limits limits;
    /** What rows come to, from a window up to the next entry, or to where the pass is. */
    private final TreeMap<Instant, Partial> sums = new TreeMap<>();
    /** Where the pass goes on; null where none is under way, and all rows are in the sums. */
    private @Nullable Instant next;
    /** From where on the pass writes rows; null where it only reads them. */
    private @Nullable Instant stale;
    /** From where on another pass has to write rows. */
    private @Nullable Instant again;

    private boolean isRead;
    private Offsets at = Offsets.NONE;

    RunningTotals(ViewFold fold, Limits limits) {
        this.fold = fold;
        this.every = Objects.requireNonNull(fold.view().every(), "labs are checked: the view has windows");
        this.limits = limits;
    }

    /**
     * How much at once.
     *
     * @param events that are read in a step
     * @param pageRows rows that are read in a step
     * @param sumRows rows that a sum is of at first
     * @param sums that are kept: where there would be more, each becomes one with its neighbour
     */
    record Limits(int events, int pageRows, int sumRows, int sums) {
        static final Limits USUAL = new Limits(PublishedRows.EVENTS_MAX, PublishedRows.PAGE_ROWS, 250, 4_096);
    }

    /**
     * Forgets everything, and begins a pass over all rows.
     *
     * @param offsets up to where rows hold events
     * @param from from where on they are to be written; null where they are only to be read
     */
    void restart(Offsets offsets, @Nullable Instant from) {
        at = offsets;
        forget();
        next = BEGINNING;
        stale = from;
        again = null;
        isRead = false;
    }

    void forget() {
        sums.clear();
    }

    /** Whether it holds just the events up to there: a crash of the ledger's server may take back how far an output is. */
    boolean isAt(Offsets offsets) {
        return at.covers(offsets) && offsets.covers(at);
    }

    /** Whether all rows have been read since the restart. */
    boolean isRead() {
        return isRead;
    }

    /** Whether a pass is under way, or to come. */
    boolean isPending() {
        return next != null || again != null;
    }

    /** From where on rows are still to be written; null for none. */
    @Nullable
    Instant stale() {
        Instant left = next == null || stale == null || stale.isAfter(next) ? stale : next;
        return earlier(left, again);
    }

    /**
     * Takes the next events. A pass begins where none is under way.
     *
     * @param until up to where these are
     */
    void add(List<Event> events, Offsets until) {
        at = until;
        events.forEach(event -> touch(window(event)));
        if (next == null && again != null) {
            next = Objects.requireNonNullElse(sums.floorKey(again), BEGINNING);
            sums.tailMap(next).clear();
            stale = again;
            again = null;
        }
        events.forEach(this::sum);
    }

    /** Notes that rows from a window on have other totals. */
    void touch(Instant window) {
        if (next == null || window.isBefore(next)) {
            again = earlier(window, again);
        } else {
            stale = earlier(window, stale);
        }
    }

    void sum(Event event) {
        Instant window = window(event);
        if (next == null || window.isBefore(next)) {
            fold.add(sums.floorEntry(window).getValue(), event);
        }
    }

    /** Where the pass reads on; null where none is under way. */
    @Nullable
    Instant next() {
        return next;
    }

    /**
     * Takes the next rows of the pass.
     *
     * @param isLast whether no more come
     * @param written gets those that are to be written, with their totals, which it must not keep
     */
    void page(List<ViewRow> rows, boolean isLast, BiConsumer<ViewRow, Partial> written) {
        Partial total = fold.empty();
        sums.values().forEach(sum -> fold.merge(total, sum));
        Instant begin = Objects.requireNonNull(next, "a pass is under way");
        Partial sum = fold.empty();
        for (int i = 0; i < rows.size(); i++) {
            ViewRow row = rows.get(i);
            if (i % limits.sumRows == 0) {
                sum = fold.empty();
                sums.put(i == 0 ? begin : window(row), sum);
            }
            fold.merge(sum, row.partial());
            fold.merge(total, row.partial());
            if (stale != null && !window(row).isBefore(stale)) {
                written.accept(row, total);
            }
        }
        next = isLast ? null : every.end(window(rows.getLast()));
        stale = isLast ? null : stale;
        isRead |= isLast;
        if (sums.size() > limits.sums) {
            joinNeighbours();
        }
    }

    private void joinNeighbours() {
        Iterator<Partial> each = sums.values().iterator();
        while (each.hasNext()) {
            Partial one = each.next();
            if (each.hasNext()) {
                fold.merge(one, each.next());
                each.remove();
            }
        }
    }

    private Instant window(Event event) {
        return Objects.requireNonNull(fold.key(event).windowStart());
    }

    private static Instant window(ViewRow row) {
        return Objects.requireNonNull(row.key().windowStart());
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }
}
