package datalab.process.batch;

import datalab.lab.Event;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.Cut;
import datalab.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Folds the archive below a cut into a generation that nobody sees yet. Holds a bounded number of rows in memory: a view that has
 * more is merged into the store part by part. Owned by one thread.
 */
final class ArchiveFold {
    private static final int SCAN_EVENTS = 10_000;
    private static final int ROWS_MAX = 50_000;
    private static final int WRITE_ROWS = 20_000;

    private final Store store;
    private final ViewFold fold;
    private final Lease lease;
    private final Map<RowKey, Partial> rows = new HashMap<>();
    private final Written written = new Written();
    private long generation;
    private long done;
    private long rowsWritten;

    ArchiveFold(Store store, ViewFold fold, Lease lease) {
        this.store = store;
        this.fold = fold;
        this.lease = lease;
    }

    /** Answers the number of the generation, which then holds exactly the events below the cut. */
    long run(Cut cut) {
        generation = store.batches().begin(lease.run(), fold);
        long total = cut.below().values().stream().mapToLong(Long::longValue).sum();
        new TreeMap<>(cut.below()).forEach((partition, until) -> partition(partition, until, total));
        flush(total);
        return generation;
    }

    /** How many rows were written; one that was written in parts counts for each. */
    long rowsWritten() {
        return rowsWritten;
    }

    private void partition(int partition, long until, long total) {
        for (long from = 0; from < until; ) {
            List<Event> events = store.scan(fold, partition, from, until, SCAN_EVENTS);
            events.forEach(this::add);
            if (rows.size() >= ROWS_MAX) {
                flush(total);
            }
            long next =
                    events.size() < SCAN_EVENTS ? until : events.getLast().at().offset() + 1;
            done += next - from;
            from = next;
            lease.tell(done, total);
        }
    }

    private void add(Event event) {
        fold.add(rows.computeIfAbsent(fold.key(event), key -> fold.empty()), event);
    }

    private void flush(long total) {
        Map<RowKey, Partial> fresh = new HashMap<>();
        Map<RowKey, Partial> others = new HashMap<>();
        for (Map.Entry<RowKey, Partial> row : rows.entrySet()) {
            Map<RowKey, Partial> part = written.add(row.getKey()) ? others : fresh;
            part.put(row.getKey(), row.getValue());
            if (part.size() == WRITE_ROWS) {
                write(fresh, others, total);
            }
        }
        write(fresh, others, total);
        rows.clear();
    }

    private void write(Map<RowKey, Partial> fresh, Map<RowKey, Partial> others, long total) {
        if (!fresh.isEmpty()) {
            store.batches().append(lease.run(), fold, generation, fresh);
        }
        if (!others.isEmpty()) {
            store.batches().add(lease.run(), fold, generation, others);
        }
        rowsWritten += fresh.size() + others.size();
        fresh.clear();
        others.clear();
        lease.tell(done, total);
    }
}
