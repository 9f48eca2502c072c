package datalab.runtime;

import org.jspecify.annotations.Nullable;

/** A server does not answer, or not in time. What was asked may be asked again. */
public abstract class Unavailable extends RuntimeException {
    protected Unavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
