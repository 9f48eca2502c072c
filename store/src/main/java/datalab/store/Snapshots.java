package datalab.store;

import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.store.result.QueryTimeout;
import datalab.store.snapshot.EventSnapshot;
import datalab.store.snapshot.ViewSnapshot;
import java.time.Duration;
import java.util.function.Function;

/**
 * Long reads: all rows of a question, as they were at one moment. Each has a connection of its own, so that short questions keep
 * theirs; the caller limits how many run at once. Thread-safe.
 */
public interface Snapshots {

    /**
     * Reads events of a stream.
     *
     * @param max after which time the server gives up: {@link QueryTimeout}
     */
    <T> T events(EventStream stream, Duration max, Function<EventSnapshot, T> reading);

    /** Reads rows of a view; otherwise as {@link #events}. */
    <T> T rows(ViewFold declared, Duration max, Function<ViewSnapshot, T> reading);
}
