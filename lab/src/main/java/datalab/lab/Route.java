package datalab.lab;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An HTTP path of a lab's own, declared in lab.yaml. */
public sealed interface Route {

    /** {@code GET} or {@code POST}. */
    String method();

    /** Begins with a slash. */
    String path();

    Cache cache();

    /**
     * All events of a stream as one JSON array, narrowed by {@code from}, {@code to}, {@code limit} and any field.
     *
     * @param timePattern how event times are written, in the stream's zone; null for RFC 3339 in UTC
     * @param maxRows more than this is an error that asks to narrow the question
     */
    record Rows(
            String method,
            String path,
            String stream,
            @Nullable String timePattern,
            int maxRows,
            Cache cache) implements Route {}

    /**
     * How long an answer may be served without asking the store.
     *
     * @param ttl how long it is fresh; zero for no caching
     * @param stale how long after that it may still be served while one request refreshes it
     */
    record Cache(Duration ttl, Duration stale) {
        public static final Cache NONE = new Cache(Duration.ZERO, Duration.ZERO);
    }
}
