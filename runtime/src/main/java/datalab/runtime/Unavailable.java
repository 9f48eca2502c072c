package datalab.runtime;

import org.jspecify.annotations.Nullable;

/** Thrown if a server does not respond, or not in time. What was asked may be asked again. */
public abstract class Unavailable extends RuntimeException {
    protected Unavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
