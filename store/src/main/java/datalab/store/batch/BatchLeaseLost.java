package datalab.store.batch;

/**
 * Thrown if another process has taken over this batch run, or ended it: the caller must stop. Nothing of its step is kept.
 */
public final class BatchLeaseLost extends RuntimeException {
    public BatchLeaseLost(BatchRun run) {
        super("batch " + run.id() + " of view " + run.lab() + "." + run.view()
                + " is not this process's any more, and no further step of it is kept");
    }
}
