package datalab.app;

import datalab.ingest.LoadedFiles;
import datalab.lab.stream.EventStream;
import datalab.store.LoadedFileLedger;
import java.nio.file.Path;
import java.time.Clock;

/** Records in the store which files have been loaded; an adapter, as ingest must not depend on the store. Thread-safe. */
record StoreLoadedFiles(LoadedFileLedger ledger, Clock clock) implements LoadedFiles {

    @Override
    public boolean isLoaded(EventStream stream, String digest) {
        return ledger.isFileLoaded(stream, digest);
    }

    @Override
    public void markLoaded(EventStream stream, String digest, Path file) {
        ledger.markFileLoaded(stream, digest, file.toString(), clock.instant());
    }
}
