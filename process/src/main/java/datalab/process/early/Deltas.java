package datalab.process.early;

import datalab.lab.Event;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Folds the events of a step into one delta for each row touched, and merges the deltas with what the rows held. */
final class Deltas {
    private Deltas() {}

    static Map<RowKey, Partial> fold(ViewFold fold, Iterable<Event> events) {
        Map<RowKey, Partial> deltas = new HashMap<>();
        for (Event event : events) {
            RowKey key = fold.key(event);
            Partial delta = deltas.get(key);
            if (delta == null) {
                delta = fold.empty();
                deltas.put(key, delta);
            }
            fold.add(delta, event);
        }
        return deltas;
    }

    /**
     * The rows touched, as they are to be kept.
     *
     * @param remembered what rows of this partition and epoch held; brought up to date
     */
    static Map<RowKey, Partial> merged(
            ViewFold fold, Map<RowKey, Partial> deltas, Map<RowKey, Partial> remembered, RowSource source) {
        List<RowKey> others = new ArrayList<>();
        for (RowKey key : deltas.keySet()) {
            if (!remembered.containsKey(key)) {
                others.add(key);
            }
        }
        Map<RowKey, Partial> held = others.isEmpty() ? Map.of() : source.partials(others);
        Map<RowKey, Partial> merged = new HashMap<>();
        deltas.forEach((key, delta) -> {
            Partial row = remembered.containsKey(key) ? remembered.get(key) : held.get(key);
            if (row == null) {
                row = delta;
            } else {
                fold.merge(row, delta);
            }
            merged.put(key, row);
        });
        remembered.putAll(merged);
        return merged;
    }

    /** What the store holds of rows in one partition and epoch. */
    @FunctionalInterface
    interface RowSource {
        Map<RowKey, Partial> partials(List<RowKey> rows);

        static RowSource of(Store store, ViewFold fold, int partition, long epoch) {
            return rows -> store.partials(fold, partition, epoch, rows);
        }
    }
}
