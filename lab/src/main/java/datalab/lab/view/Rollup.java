package datalab.lab.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A view's rows merged into larger windows, fewer groups, or both. It is exact where each of the larger windows is a whole
 * number of the view's: what comes out is what a view with those windows and groups would fold. Thread-safe.
 */
public final class Rollup {
    /** How many borders of larger windows {@link #misfit} looks at, at most. */
    private static final int BORDERS_MAX = 20_000;

    private final ViewFold rows;
    private final ViewFold merged;
    private final int[] places;

    /**
     * A rollup of a view.
     *
     * @param by some of the view's group-by fields, in any order
     * @param every the larger windows, of a view with windows; null for one row of each group
     */
    public Rollup(ViewFold rows, List<String> by, @Nullable Windows every) {
        View view = rows.view();
        if (!view.by().containsAll(by) || (every != null && view.every() == null)) {
            throw new IllegalArgumentException(by + " and " + every + " of " + view);
        }
        this.rows = rows;
        this.places = by.stream().mapToInt(view.by()::indexOf).toArray();
        this.merged = rows.keyed(view.rolledUp(by, every), places);
    }

    /** The fold of the merged rows: its partials are those of the view, its keys those of the larger windows and fewer groups. */
    public ViewFold fold() {
        return merged;
    }

    /** The larger windows; null where there are none. */
    public @Nullable Windows every() {
        return merged.view().every();
    }

    /** The group of the merged row that a row of the view goes into. */
    public List<@Nullable Object> group(RowKey row) {
        List<@Nullable Object> group = new ArrayList<>(places.length);
        for (int place : places) {
            group.add(row.group().get(place));
        }
        return group;
    }

    /** Whether the window of a row of the view ends no later than the larger one that it begins in. */
    public boolean fits(RowKey row, Instant end) {
        Windows own = rows.view().every();
        return own == null
                || row.windowStart() == null
                || !own.end(row.windowStart()).isAfter(end);
    }

    /**
     * Where a larger window begins within one of the view's, in some period; empty where none of the borders that were looked at
     * does.
     */
    public Optional<Instant> misfit(Instant from, Instant to) {
        Windows own = rows.view().every();
        Windows larger = every();
        if (own == null || larger == null || larger.areWholeNumbersOf(own)) {
            return Optional.empty();
        }
        Instant border = larger.end(larger.start(from));
        for (int i = 0; i < BORDERS_MAX && border.isBefore(to); i++) {
            if (!own.start(border).equals(border)) {
                return Optional.of(border);
            }
            border = larger.end(border);
        }
        return Optional.empty();
    }
}
