package datalab.process.batch;

import datalab.store.batch.BatchLeaseLost;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Renews the lease on one batch run and reports its progress to the store. Owned by the thread that runs it. */
final class BatchLease {
    private static final long RENEW_NANOS = Duration.ofMillis(500).toNanos();

    private final BatchStore batches;
    private final BatchRun run;
    private final Duration length;
    private final BooleanSupplier stopped;
    private BatchRun.Events told = new BatchRun.Events(0, 0);
    private long renewedNanos = System.nanoTime();

    BatchLease(BatchStore batches, BatchRun run, Duration length, BooleanSupplier stopped) {
        this.batches = batches;
        this.run = run;
        this.length = length;
        this.stopped = stopped;
    }

    BatchRun run() {
        return run;
    }

    /** To be called after each step of a fold; throws {@link BatchLeaseLost} where the run is over for this process. */
    void tell(long done, long total) {
        told = new BatchRun.Events(done, total);
        if (done >= total) {
            renew();
        } else {
            alive();
        }
    }

    /** The same after any other step: the reported progress of the fold does not change. */
    void alive() {
        if (System.nanoTime() - renewedNanos > RENEW_NANOS) {
            renew();
        } else {
            checkNotStopped();
        }
    }

    private void renew() {
        checkNotStopped();
        batches.renew(run, length, told);
        renewedNanos = System.nanoTime();
    }

    private void checkNotStopped() {
        if (stopped.getAsBoolean()) {
            throw new Stopped();
        }
    }

    /** The process is being stopped; another one, or this one after its start, begins the batch anew. */
    static final class Stopped extends RuntimeException {
        private Stopped() {
            super("stopped with its process", null, false, false);
        }
    }
}
