package datalab.ingest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

    /** Whether it takes events now; empty where it makes nothing unready. */
    default Optional<Check> check() {
        return Optional.empty();
    }

    /** What has become of the files that it loads. */
    default List<FileLoadState> files() {
        return List.of();
    }

    /** Waits until what labs bring along has been tried once; false where it takes longer. */
    default boolean awaitFirstTry(Duration atMost) throws InterruptedException {
        return true;
    }

    /** Asks whether it takes events. */
    @FunctionalInterface
    interface Check {

        /** Throws where it does not; the message says why. */
        void run() throws IOException;
    }
}
