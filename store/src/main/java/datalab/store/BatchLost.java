package datalab.store;

/** Somebody else has taken this batch over, or ended it: whoever runs it must stop. Nothing of its step is kept. */
public final class BatchLost extends RuntimeException {
    public BatchLost(BatchRun run) {
        super("batch " + run.id() + " of view " + run.lab() + "." + run.view()
                + " is not this process's any more, and no further step of it is kept");
    }
}
