package datalab.process.batch;

import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.batch.BatchStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes folded rows into a generation on a separate thread, so that reading and folding overlap with writing. One set of
 * rows is under way at a time. Used by one thread.
 */
final class BatchRowWriter implements AutoCloseable {
    private static final int MERGE_ROWS = 20_000;
    private static final long LOOK_MILLIS = 100;

    private final BatchStore batches;
    private final ViewFold fold;
    private final BatchLease lease;
    private final long generation;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("datalab-batch-writer").factory());
    private final WrittenRowFilter written = new WrittenRowFilter();
    private Future<Integer> under = CompletableFuture.completedFuture(0);
    private volatile boolean closed;
    private long rowsWritten;

    /** @param lease kept while one waits; where it is lost the waiting ends */
    BatchRowWriter(BatchStore batches, ViewFold fold, BatchLease lease, long generation) {
        this.batches = batches;
        this.fold = fold;
        this.lease = lease;
        this.generation = generation;
    }

    /** Begins to write, once the rows before are written; these must not be touched any more. */
    void write(Map<RowKey, Partial> rows) {
        await();
        under = thread.submit(() -> all(rows));
    }

    /** Returns when all is written: how many rows; one that was written in parts counts for each. */
    long end() {
        await();
        return rowsWritten;
    }

    /** Lets the step end that is under way; no other begins. */
    @Override
    public void close() {
        closed = true;
        thread.close();
    }

    private void await() {
        while (true) {
            try {
                rowsWritten += under.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                under = CompletableFuture.completedFuture(0);
                return;
            } catch (TimeoutException e) {
                lease.alive();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private int all(Map<RowKey, Partial> rows) {
        Map<RowKey, Partial> fresh = new HashMap<>();
        Map<RowKey, Partial> others = new HashMap<>();
        rows.forEach((key, partial) -> (written.add(key) ? others : fresh).put(key, partial));
        // All at once: the store writes them in the order of its index and touches each of its pages once.
        if (!fresh.isEmpty() && !closed) {
            batches.append(lease.run(), fold, generation, fresh);
        }
        Map<RowKey, Partial> part = new HashMap<>();
        for (Map.Entry<RowKey, Partial> row : others.entrySet()) {
            part.put(row.getKey(), row.getValue());
            if (part.size() == MERGE_ROWS) {
                merge(part);
            }
        }
        merge(part);
        return rows.size();
    }

    private void merge(Map<RowKey, Partial> part) {
        if (!part.isEmpty() && !closed) {
            batches.add(lease.run(), fold, generation, part);
        }
        part.clear();
    }
}
