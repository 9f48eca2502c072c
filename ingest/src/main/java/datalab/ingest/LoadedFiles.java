package datalab.ingest;

import datalab.lab.stream.EventStream;
import java.nio.file.Path;

/**
 * Remembers which files have been loaded, by content. Thread-safe. Both methods may throw a runtime exception of
 * their own if the storage is unavailable; the file source retries later.
 */
public interface LoadedFiles {

    boolean isLoaded(EventStream stream, String digest);

    /** Notes that all of a file is in the log. */
    void markLoaded(EventStream stream, String digest, Path file);
}
