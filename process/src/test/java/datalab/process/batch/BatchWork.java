package datalab.process.batch;

import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.store.Store;
import datalab.store.batch.BatchRun;
import java.time.Duration;

/** The product's own batches, for walks that live in the package of the speed layer. */
public final class BatchWork {
    private BatchWork() {}

    public static void toItsEnd(Store store, Lab lab, View view, BatchRun run) {
        new BatchJob(
                        store.batches(),
                        store.archive(),
                        lab,
                        view,
                        new BatchLease(store.batches(), run, Duration.ofMinutes(1), () -> false))
                .toItsEnd();
    }
}
