package datalab.store.output;

import datalab.runtime.Unavailable;
import org.jspecify.annotations.Nullable;

/** The server of an output does not answer, or not in time. */
public final class OutputUnavailable extends Unavailable {
    public OutputUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
