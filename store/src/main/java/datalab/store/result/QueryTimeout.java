package datalab.store.result;

import java.time.Duration;

/** Thrown if a query exceeded its time limit and was cancelled. A smaller one may be quick. */
public final class QueryTimeout extends RuntimeException {
    private final Duration max;

    public QueryTimeout(String what, Duration max) {
        super(text(what, max));
        this.max = max;
    }

    public QueryTimeout(String what, Duration max, Throwable cause) {
        super(text(what, max), cause);
        this.max = max;
    }

    private static String text(String what, Duration max) {
        return what + ": longer than " + max.toMillis() + " ms";
    }

    /** How long a question may take. */
    public Duration max() {
        return max;
    }
}
