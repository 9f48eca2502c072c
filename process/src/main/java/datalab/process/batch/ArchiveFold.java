package datalab.process.batch;

import datalab.lab.Event;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.Cut;
import datalab.store.Store;
import java.util.HashMap;
import java.util.Map;

/**
 * Folds the archive below a cut into a generation that nobody sees yet. Holds a bounded number of rows in memory: a view that has
 * more is merged into the store part by part. Owned by one thread.
 */
final class ArchiveFold {
    private static final int ROWS_MAX = 50_000;
    private static final int WRITE_ROWS = 20_000;

    private final Store store;
    private final Below below;
    private final ViewFold fold;
    private final Lease lease;
    private final Map<RowKey, Partial> rows = new HashMap<>();
    private final Written written = new Written();
    private long generation;
    private long total;
    private long done;
    private long rowsWritten;

    ArchiveFold(Store store, Below below, ViewFold fold, Lease lease) {
        this.store = store;
        this.below = below;
        this.fold = fold;
        this.lease = lease;
    }

    /** Answers the number of the generation, which then holds exactly the events below the cut. */
    long run(Cut cut) {
        generation = store.batches().begin(lease.run(), fold);
        total = cut.below().values().stream().mapToLong(Long::longValue).sum();
        below.each(cut, this::add, this::tell);
        flush();
        return generation;
    }

    /** How many rows were written; one that was written in parts counts for each. */
    long rowsWritten() {
        return rowsWritten;
    }

    private void tell(long more) {
        done += more;
        lease.tell(done, total);
    }

    private void add(Event event) {
        fold.add(rows.computeIfAbsent(fold.key(event), key -> fold.empty()), event);
        if (rows.size() >= ROWS_MAX) {
            flush();
        }
    }

    private void flush() {
        Map<RowKey, Partial> fresh = new HashMap<>();
        Map<RowKey, Partial> others = new HashMap<>();
        for (Map.Entry<RowKey, Partial> row : rows.entrySet()) {
            Map<RowKey, Partial> part = written.add(row.getKey()) ? others : fresh;
            part.put(row.getKey(), row.getValue());
            if (part.size() == WRITE_ROWS) {
                write(fresh, others);
            }
        }
        write(fresh, others);
        rows.clear();
    }

    private void write(Map<RowKey, Partial> fresh, Map<RowKey, Partial> others) {
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
