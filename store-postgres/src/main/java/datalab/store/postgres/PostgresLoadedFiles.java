package datalab.store.postgres;

import datalab.lab.stream.EventStream;
import datalab.store.LoadedFileLedger;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.ledger.LoadedFilesTable;
import java.time.Instant;
import java.util.function.Supplier;

/** {@link LoadedFileLedger} in {@code datalab.loaded_files}. Thread-safe. */
record PostgresLoadedFiles(Supplier<Database> database) implements LoadedFileLedger {

    @Override
    public boolean isFileLoaded(EventStream stream, String digest) {
        return database.get()
                .read("loaded files of " + stream.topic(), handle -> LoadedFilesTable.has(handle, stream, digest));
    }

    @Override
    public void markFileLoaded(EventStream stream, String digest, String path, Instant at) {
        database.get()
                .change(
                        "loaded " + path,
                        handle -> LoadedFilesTable.add(handle, stream, new LoadedFilesTable.Entry(digest, path, at)));
    }
}
