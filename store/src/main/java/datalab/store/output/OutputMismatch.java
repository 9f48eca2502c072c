package datalab.store.output;

/** A table is there that cannot take an output's rows, which only a person can change. The message says what is wrong with it. */
public final class OutputMismatch extends RuntimeException {
    public OutputMismatch(String message) {
        super(message);
    }
}
