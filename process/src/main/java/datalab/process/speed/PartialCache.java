package datalab.process.speed;

import datalab.lab.event.Event;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.runtime.LruCache;
import datalab.store.Views;
import datalab.store.archive.ArchivedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds the events of one partition into the partials of one view, and caches the most recently used rows. Owned by one
 * thread. Partials change as they are folded into, so after a step that was not committed they must be forgotten.
 */
final class PartialCache {
    private static final int ROWS_MAX = 2_048;

    private final ViewFold fold;
    private final Views views;
    private final int partition;
    private final LruCache<RowKey, Partial> lately = new LruCache<>(ROWS_MAX);

    PartialCache(ViewFold fold, Views views, int partition) {
        this.fold = fold;
        this.views = views;
        this.partition = partition;
    }

    ViewFold view() {
        return fold;
    }

    /** The rows these events touch, with all that (row, partition, epoch) then hold. */
    Map<RowKey, Partial> fold(List<ArchivedEvent> events, long epoch) {
        Map<RowKey, Partial> rows = new HashMap<>();
        List<RowKey> unknown = new ArrayList<>();
        for (ArchivedEvent archived : events) {
            Event event = archived.event();
            if (fold.takes(event)) {
                Partial row = rows.computeIfAbsent(fold.key(event), absent -> remembered(absent, unknown));
                fold.add(row, event);
            }
        }
        // Merging is commutative: what the store holds may come after what is new.
        views.partials(fold, partition, epoch, unknown)
                .forEach((stored, partial) -> fold.merge(rows.getOrDefault(stored, fold.empty()), partial));
        return rows;
    }

    void remember(Map<RowKey, Partial> rows) {
        lately.putAll(rows);
    }

    void forget() {
        lately.clear();
    }

    private Partial remembered(RowKey key, List<RowKey> unknown) {
        Partial row = lately.get(key);
        if (row == null) {
            unknown.add(key);
            return fold.empty();
        }
        return row;
    }
}
