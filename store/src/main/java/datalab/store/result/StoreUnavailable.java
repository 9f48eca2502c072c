package datalab.store.result;

import datalab.runtime.Unavailable;

/** Thrown if the store's server does not respond, or not in time. The caller may retry. */
public final class StoreUnavailable extends Unavailable {
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
