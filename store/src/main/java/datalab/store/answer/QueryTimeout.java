package datalab.store.answer;

import java.time.Duration;

/** The store answers, but this question took longer than any may, and was given up. A smaller one may be quick. */
public final class QueryTimeout extends RuntimeException {
    private final Duration max;

    public QueryTimeout(String what, Duration max, Throwable cause) {
        super(what + ": longer than " + max.toMillis() + " ms", cause);
        this.max = max;
    }

    /** How long a question may take. */
    public Duration max() {
        return max;
    }
}
