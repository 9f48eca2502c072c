package datalab.process.batch;

import datalab.lab.event.Event;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.batch.BatchStore;
import datalab.store.batch.EpochCut;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds all archived events below a cut into a new, unpublished generation of a view. Holds a bounded number of rows in
 * memory: a view that has more is merged into the store part by part. Owned by one thread.
 */
final class ArchiveFold {
    private static final int ROWS_MAX = 50_000;

    private final BatchStore batches;
    private final BatchInput below;
    private final ViewFold fold;
    private final BatchLease lease;
    private Map<RowKey, Partial> rows = new HashMap<>();
    private long total;
    private long done;
    private long rowsWritten;
    private @Nullable Instant from;

    ArchiveFold(BatchStore batches, BatchInput below, ViewFold fold, BatchLease lease) {
        this.batches = batches;
        this.below = below;
        this.fold = fold;
        this.lease = lease;
    }

    /**
     * Answers the number of the generation, which then holds exactly the events below the cut.
     *
     * @param since rows whose window begins before it are left out, and so are earlier events where there are no windows; null
     *     for none
     */
    long run(EpochCut cut, @Nullable Instant since) {
        from = since;
        done = 0;
        long generation = batches.begin(lease.run(), fold);
        total = cut.below().total();
        try (BatchRowWriter writer = new BatchRowWriter(batches, fold, lease, generation)) {
            below.each(cut, event -> add(event, writer), this::tell);
            flush(writer);
            rowsWritten = writer.end();
        }
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

    private void add(Event event, BatchRowWriter writer) {
        if (!fold.takes(event)) {
            return;
        }
        RowKey row = fold.key(event);
        if (!isFolded(row, event)) {
            return;
        }
        fold.add(rows.computeIfAbsent(row, key -> fold.empty()), event);
        if (rows.size() >= ROWS_MAX) {
            flush(writer);
        }
    }

    private boolean isFolded(RowKey row, Event event) {
        Instant begin = row.windowStart() == null ? event.time() : row.windowStart();
        return from == null || !begin.isBefore(from);
    }

    private void flush(BatchRowWriter writer) {
        writer.write(rows);
        rows = new HashMap<>();
    }
}
