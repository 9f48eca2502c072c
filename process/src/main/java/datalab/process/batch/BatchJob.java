package datalab.process.batch;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Archive;
import datalab.store.batch.BatchResult;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import datalab.store.batch.EpochCut;

/** Executes one batch run: compact, recompute or verify, step by step. Owned by the thread that runs it. */
final class BatchJob {
    private static final int STEP_ROWS = 2_000;
    private static final int TIDY_ROWS = 50_000;

    private final BatchStore batches;
    private final EventStream stream;
    private final BatchInput below;
    private final ViewFold fold;
    private final BatchLease lease;
    private final BatchRun run;

    /** @param lab the view's */
    BatchJob(BatchStore batches, Archive archive, Lab lab, View view, BatchLease lease) {
        this.batches = batches;
        this.stream = lab.streamOf(view);
        this.below = BatchInput.of(archive, lab, view);
        this.fold = new ViewFold(view, stream);
        this.lease = lease;
        this.run = lease.run();
    }

    void toItsEnd() {
        switch (run.kind()) {
            case COMPACT -> compact();
            case RECOMPUTE -> recompute();
            case VERIFY -> verify();
        }
    }

    private void compact() {
        EpochCut cut = batches.cut(run, stream);
        long rows = 0;
        for (int step; (step = batches.compact(run, fold, cut.epoch(), STEP_ROWS)) > 0; ) {
            rows += step;
            lease.alive();
        }
        batches.done(run, BatchResult.of(rows));
    }

    private void recompute() {
        tidy();
        EpochCut cut = batches.cut(run, stream);
        BatchResult result = new Recompute(batches, stream, below, fold, lease).run(cut);
        tidy();
        batches.done(run, result);
    }

    private void verify() {
        tidy();
        EpochCut cut = batches.cut(run, stream);
        BatchResult result = new Verification(batches, stream, below, fold, lease).run(cut);
        tidy();
        batches.done(run, result);
    }

    private void tidy() {
        while (batches.tidy(run, fold, TIDY_ROWS) > 0) {
            lease.alive();
        }
    }
}
