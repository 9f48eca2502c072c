package datalab.ingest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A source of events that runs on its own, beside the shared HTTP and gRPC servers. What it takes goes through the door
 * that its context holds. Thread-safe.
 */
public interface Source extends AutoCloseable {

    /** Returns when it takes events, or when it has begun to look for them. */
    void start();

    /** Ends soon and is bounded in time; may be called more than once, and before the start. */
    @Override
    void close();

    /** The port it listens on, once it has started; -1 where it has none. */
    default int port() {
        return -1;
    }

    /** Whether the process is unready where {@link #check} fails. */
    default boolean isChecked() {
        return false;
    }

    /** Returns where it takes events now; throws where it does not, and the message says why. */
    default void check() throws IOException {}

    /** What has become of the files that it loads. */
    default List<FileLoadState> files() {
        return List.of();
    }

    /** Waits until what labs bring along has been tried once; false where it takes longer. */
    default boolean awaitFirstTry(Duration atMost) throws InterruptedException {
        return true;
    }
}
