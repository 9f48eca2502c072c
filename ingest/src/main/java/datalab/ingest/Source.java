package datalab.ingest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A source of events that runs on its own, beside the shared HTTP and gRPC servers. Its events go through the {@code Ingest}
 * of its context. Thread-safe.
 */
public interface Source extends AutoCloseable {

    /** Returns when it accepts events, or has started to look for them. */
    void start();

    /** Ends soon and is bounded in time; may be called more than once, and before the start. */
    @Override
    void close();

    /** The port it listens on, once it has started; -1 where it has none. */
    default int port() {
        return -1;
    }

    /** Whether TLS is spoken on its port. */
    default boolean isEncrypted() {
        return false;
    }

    /**
     * Other addresses by display name: where it listens beside its port, and the servers that it takes from, with how it stands
     * with them.
     *
     * @param host as people write it in a URL
     */
    default Map<String, String> addresses(String host) {
        return Map.of();
    }

    /** Whether readiness asks {@link #check}. */
    default boolean isChecked() {
        return false;
    }

    /** Whether the process is unready where {@link #check} fails, or only degraded. */
    default boolean isNeeded() {
        return true;
    }

    /** Returns if it accepts events now; otherwise throws, with the reason in the message. */
    default void check() throws IOException {}

    /** The states of the files that it loads. */
    default List<FileLoadState> files() {
        return List.of();
    }

    /** Waits until each of the labs' files has been tried once; false if it takes longer. */
    default boolean awaitFirstTry(Duration atMost) throws InterruptedException {
        return true;
    }
}
