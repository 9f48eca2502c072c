package datalab.store.batch;

/** Somebody else has taken this batch over, or ended it: whoever runs it must stop. Nothing of its step is kept. */
public final class BatchLeaseLost extends RuntimeException {
    public BatchLeaseLost(BatchRun run) {
        super("batch " + run.id() + " of view " + run.lab() + "." + run.view()
                + " is not this process's any more, and no further step of it is kept");
    }
}
