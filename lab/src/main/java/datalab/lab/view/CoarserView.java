package datalab.lab.view;

import datalab.lab.aggregate.fold.Aggregate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A view that folds the same as a finer one in larger windows: its rows stand for all those of the finer view in their windows,
 * as long as both hold all events of their stream. Thread-safe.
 */
public final class CoarserView {
    /** From the largest windows on: the fewest rows. */
    public static final Comparator<CoarserView> FEWEST_ROWS =
            Comparator.comparing(CoarserView::length).reversed();

    private final ViewFold fold;
    private final Windows windows;
    private final int[] groups;
    private final int[] states;

    private CoarserView(ViewFold fold, Windows windows, int[] groups, int[] states) {
        this.fold = fold;
        this.windows = windows;
        this.groups = groups;
        this.states = states;
    }

    /** Empty where rows of the one view cannot stand for rows of the other. */
    public static Optional<CoarserView> of(ViewFold finer, ViewFold other) {
        View view = finer.view();
        View larger = other.view();
        List<Aggregate> aggregates = larger.aggregates();
        boolean isSame = larger.lab().equals(view.lab())
                && larger.stream().equals(view.stream())
                && Objects.equals(larger.meet(), view.meet())
                && larger.origins().equals(view.origins())
                && new HashSet<>(larger.by()).equals(new HashSet<>(view.by()))
                && aggregates.containsAll(view.aggregates());
        if (!isSame
                || view.every() == null
                || larger.every() == null
                || larger.every().equals(view.every())
                || !larger.every().areWholeNumbersOf(view.every())) {
            return Optional.empty();
        }
        return Optional.of(new CoarserView(
                other,
                larger.every(),
                view.by().stream().mapToInt(larger.by()::indexOf).toArray(),
                view.aggregates().stream().mapToInt(aggregates::indexOf).toArray()));
    }

    public ViewFold fold() {
        return fold;
    }

    /** Whether each window of a rollup is a whole number of this view's. */
    public boolean fits(Rollup rollup) {
        return rollup.every() == null || rollup.every().areWholeNumbersOf(windows);
    }

    /** Where the first of its windows begins that is whole in a period from there on; null for no bound. */
    public @Nullable Instant from(@Nullable Instant bound) {
        return bound == null ? null : fold.wholeWindowFrom(bound);
    }

    /** Where the last of its windows ends that is whole in a period up to there; null for no bound. */
    public @Nullable Instant to(@Nullable Instant bound) {
        return bound == null ? null : windows.start(bound);
    }

    /** The key of a row as the finer view would have it. */
    public RowKey key(RowKey row) {
        List<@Nullable Object> group = new ArrayList<>(groups.length);
        for (int place : groups) {
            group.add(row.group().get(place));
        }
        return new RowKey(group, row.windowStart());
    }

    /** The partial of a row as the finer view would have it. */
    public Partial partial(Partial row) {
        return new Partial(
                Arrays.stream(states).mapToObj(place -> row.states[place]).toArray());
    }

    private Duration length() {
        Instant start = windows.start(Instant.EPOCH);
        return Duration.between(start, windows.end(start));
    }
}
