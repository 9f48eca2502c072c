package datalab.store;

import datalab.lab.stream.EventStream;
import java.time.Instant;

/** Which files were loaded whole, so that none is loaded twice. Thread-safe. */
public interface LoadedFileLedger {

    boolean isFileLoaded(EventStream stream, String digest);

    void markFileLoaded(EventStream stream, String digest, String path, Instant at);
}
