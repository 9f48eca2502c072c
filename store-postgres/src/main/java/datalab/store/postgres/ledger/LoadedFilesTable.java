package datalab.store.postgres.ledger;

import datalab.lab.stream.EventStream;
import datalab.store.postgres.sql.SqlType;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Input files that were loaded whole, in {@code datalab.loaded_files}. */
public final class LoadedFilesTable {
    public record Entry(String digest, String path, Instant at) {}

    private LoadedFilesTable() {}

    public static boolean has(Handle handle, EventStream stream, String digest) {
        return handle.createQuery("""
                        select exists (select from datalab.loaded_files
                                       where lab = :lab and stream = :stream and digest = :digest)
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("digest", digest)
                .mapTo(Boolean.class)
                .one();
    }

    public static int add(Handle handle, EventStream stream, Entry entry) {
        return handle.createUpdate("""
                        insert into datalab.loaded_files (lab, stream, digest, path, loaded)
                        values (:lab, :stream, :digest, :path, :loaded) on conflict do nothing
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("digest", entry.digest())
                .bind("path", entry.path())
                .bind("loaded", SqlType.parameter(entry.at()))
                .execute();
    }
}
