package datalab.lab.aggregate.state;

import datalab.lab.expression.ValueOrder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How often each of many values comes, in bounded room: the mergeable summary of Misra and Gries (Agarwal et al.,
 * "Mergeable Summaries", 2012). Up to {@link #EXACT_VALUES_MAX} different values it is exact, whatever the order; with
 * more, no count is too high, and none is too low by more than one in {@link #KEPT_VALUES} of the events. Owned by one
 * thread.
 */
public final class MisraGriesSummary {
    static final int EXACT_VALUES_MAX = 1_024;

    /** How many values are left when there have been more. Half, so that it happens seldom. */
    static final int KEPT_VALUES = EXACT_VALUES_MAX / 2;

    private static final Comparator<Counted> MOST_FIRST =
            Comparator.comparingLong(Counted::count).reversed().thenComparing(Counted::value, ValueOrder::compare);

    private final Map<Object, Long> counts = new HashMap<>();

    /** A value and about how often it came. */
    public record Counted(Object value, long count) {}

    public void add(Object value, long count) {
        counts.merge(value, count, Long::sum);
        if (counts.size() > EXACT_VALUES_MAX) {
            makeRoom();
        }
    }

    /** Leaves {@code other} as it is. */
    public void merge(MisraGriesSummary other) {
        other.counts.forEach((value, count) -> counts.merge(value, count, Long::sum));
        if (counts.size() > EXACT_VALUES_MAX) {
            makeRoom();
        }
    }

    /**
     * Lowers every count by the first one that does not fit, and drops what is left of none. Each time, at least
     * KEPT_VALUES + 1 counts lose as much as any other, so that no count loses more than its share of all events.
     */
    private void makeRoom() {
        long[] sorted =
                counts.values().stream().mapToLong(Long::longValue).sorted().toArray();
        long least = sorted[sorted.length - KEPT_VALUES - 1];
        counts.values().removeIf(count -> count <= least);
        counts.replaceAll((value, count) -> count - least);
    }

    /** The most frequent values, the most frequent first; of equally frequent ones, the lower value. */
    public List<Counted> top(int values) {
        return all().sorted(MOST_FIRST).limit(values).toList();
    }

    /** All that are kept, in the order of the values, so that equal frequencies are equal lists. */
    public List<Counted> byValue() {
        return all().sorted(Comparator.comparing(Counted::value, ValueOrder::compare))
                .toList();
    }

    private Stream<Counted> all() {
        return counts.entrySet().stream().map(entry -> new Counted(entry.getKey(), entry.getValue()));
    }
}
