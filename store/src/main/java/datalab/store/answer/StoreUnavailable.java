package datalab.store.answer;

/** The store's server does not answer, or not in time. What was asked may be asked again. */
public final class StoreUnavailable extends RuntimeException {
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
