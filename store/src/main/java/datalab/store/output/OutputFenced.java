package datalab.store.output;

/** Another writer of the same output has been opened: this one must stop. */
public final class OutputFenced extends RuntimeException {
    public OutputFenced(String output) {
        super("another process publishes " + output);
    }
}
