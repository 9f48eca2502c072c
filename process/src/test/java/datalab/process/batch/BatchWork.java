package datalab.process.batch;

import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.store.Archive;
import datalab.store.Store;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import java.time.Duration;

/** The product's own batches, for walks that live in the package of the speed layer. */
public final class BatchWork {
    private BatchWork() {}

    public static void toItsEnd(Store store, Lab lab, View view, BatchRun run) {
        toItsEnd(store.batches(), store.archive(), lab, view, run);
    }

    public static void toItsEnd(BatchStore batches, Archive archive, Lab lab, View view, BatchRun run) {
        BatchLease lease = new BatchLease(batches, run, Duration.ofMinutes(1), () -> false);
        new BatchJob(batches, archive, lab, view, lease).toItsEnd();
    }
}
