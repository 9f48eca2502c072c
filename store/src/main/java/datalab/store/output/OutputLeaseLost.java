package datalab.store.output;

/** Another process has taken the output over: begin again, if it is still this one's. */
public final class OutputLeaseLost extends RuntimeException {
    public OutputLeaseLost(OutputId output) {
        super("another process publishes " + output);
    }
}
