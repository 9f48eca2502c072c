package datalab.runtime;

import org.jspecify.annotations.Nullable;

/** Thrown if a server does not respond, or not in time. The caller may retry. */
public abstract class Unavailable extends RuntimeException {
    protected Unavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
