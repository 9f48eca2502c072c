package datalab.store.answer;

import datalab.runtime.Unavailable;

/** The store's server does not answer, or not in time. What was asked may be asked again. */
public final class StoreUnavailable extends Unavailable {
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
