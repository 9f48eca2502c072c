package datalab.store.forecast;

/** Another process has begun to fit the model. */
public final class FitLost extends RuntimeException {
    public FitLost(String model) {
        super("another process has begun to fit " + model);
    }
}
