package datalab.web.live;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Offsets;
import datalab.lab.view.RowKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a stream's views new events have touched, and how far the stream must have been processed before
 * these rows show it. Bounded; guarded by the feed's lock.
 */
final class TouchedRows {
    private static final int ROWS_MAX = 2_000;

    private final Map<String, Set<RowKey>> rows = new LinkedHashMap<>();
    private final Map<Integer, Long> last = new HashMap<>();
    private final Map<Integer, Long> first = new HashMap<>();
    private int count;
    private long missed;

    /**
     * Rows to read once the store has processed these offsets.
     *
     * @param first the first offset of each partition that touched one
     * @param last the last offset of each partition
     * @param missed how many further rows were touched
     */
    record Batch(Map<String, Set<RowKey>> rows, Map<Integer, Long> first, Map<Integer, Long> last, long missed) {

        /** @param processed how far the stream has been processed */
        boolean isProcessed(Offsets processed) {
            return last.entrySet().stream()
                    .allMatch(one -> processed.covers(new Coordinate(one.getKey(), one.getValue())));
        }
    }

    void add(String view, RowKey row, Coordinate at) {
        Set<RowKey> ofView = rows.computeIfAbsent(view, name -> new LinkedHashSet<>());
        last.merge(at.partition(), at.offset(), Math::max);
        first.merge(at.partition(), at.offset(), Math::min);
        if (ofView.contains(row)) {
            return;
        }
        if (count >= ROWS_MAX) {
            missed++;
            return;
        }
        ofView.add(row);
        count++;
    }

    /** The first offset of each partition that touched a row since the last {@link #drain}. */
    Map<Integer, Long> first() {
        return Map.copyOf(first);
    }

    /** What was touched since the last call, or null. */
    @Nullable
    Batch drain() {
        if (count == 0) {
            return null;
        }
        Batch batch = new Batch(new LinkedHashMap<>(rows), Map.copyOf(first), Map.copyOf(last), missed);
        rows.clear();
        last.clear();
        first.clear();
        count = 0;
        missed = 0;
        return batch;
    }
}
