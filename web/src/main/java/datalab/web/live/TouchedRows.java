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
    private final Map<Integer, Long> first = new HashMap<>();
    private final Map<Integer, Long> end = new HashMap<>();
    private int count;
    private long missed;

    /**
     * Rows to read once the store has processed what touched them.
     *
     * @param first the first offset of each partition that touched one; no partition that touched none
     * @param end the offset after the last one of each partition that did
     * @param missed how many further rows were touched
     */
    record Batch(Map<String, Set<RowKey>> rows, Offsets first, Offsets end, long missed) {

        /** @param processed how far the stream has been processed */
        boolean isProcessed(Offsets processed) {
            return processed.covers(end);
        }
    }

    void add(String view, RowKey row, Coordinate at) {
        Set<RowKey> ofView = rows.computeIfAbsent(view, name -> new LinkedHashSet<>());
        first.merge(at.partition(), at.offset(), Math::min);
        end.merge(at.partition(), at.offset() + 1, Math::max);
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
    Offsets first() {
        return new Offsets(first);
    }

    /** What was touched since the last call, or null. */
    @Nullable
    Batch drain() {
        if (count == 0) {
            return null;
        }
        Batch batch = new Batch(new LinkedHashMap<>(rows), new Offsets(first), new Offsets(end), missed);
        rows.clear();
        first.clear();
        end.clear();
        count = 0;
        missed = 0;
        return batch;
    }
}
