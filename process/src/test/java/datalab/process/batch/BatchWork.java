package datalab.process.batch;

import datalab.lab.EventStream;
import datalab.lab.view.ViewFold;
import datalab.store.BatchRun;
import datalab.store.Store;
import java.time.Duration;

/** The product's own batches, for walks that live in the package of the speed layer. */
public final class BatchWork {
    private BatchWork() {}

    public static void toItsEnd(Store store, EventStream stream, ViewFold fold, BatchRun run) {
        new Work(store, stream, fold, new Lease(store.batches(), run, Duration.ofMinutes(1), () -> false)).toItsEnd();
    }
}
