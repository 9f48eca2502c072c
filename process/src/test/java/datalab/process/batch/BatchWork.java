package datalab.process.batch;

import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.store.Archive;
import datalab.store.Store;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import java.time.Duration;
import java.util.Optional;

/** The product's own batches, for walks that live in the package of the speed layer. */
public final class BatchWork {
    /** Over at once, so that another may follow while this one runs. */
    private static final Duration LEASE = Duration.ofMillis(-1);

    private BatchWork() {}

    public static void toItsEnd(Store store, Lab lab, View view, BatchRun run) {
        toItsEnd(store.batches(), store.archive(), lab, view, run);
    }

    private static void toItsEnd(BatchStore batches, Archive archive, Lab lab, View view, BatchRun run) {
        BatchLease lease = new BatchLease(batches, run, Duration.ofMinutes(1), () -> false);
        new BatchJob(batches, archive, lab, view, lease).toItsEnd();
    }

    /**
     * Runs a batch to its end, unless one of that kind is claimed; answers what a verification found.
     *
     * @param store which batches are claimed and reported in
     * @param batches those of the store, as this batch sees them
     * @param archive that of the store, as this batch sees it
     */
    public static Optional<String> fault(
            Store store, BatchStore batches, Archive archive, Lab lab, View view, BatchKind kind) {
        Optional<BatchRun> run = store.batches().claim(lab.name(), view.name(), kind, "walk", LEASE);
        if (run.isEmpty()) {
            return Optional.empty();
        }
        toItsEnd(batches, archive, lab, view, run.get());
        String report =
                store.batches().run(run.get().id()).orElseThrow().result().report();
        return report == null || report.equals("[]")
                ? Optional.empty()
                : Optional.of("verification of " + view.name() + " reports " + report);
    }
}
