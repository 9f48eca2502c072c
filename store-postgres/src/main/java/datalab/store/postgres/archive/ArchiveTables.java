package datalab.store.postgres.archive;

import datalab.lab.stream.EventStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A registry of the archive tables of prepared streams. Thread-safe. */
public final class ArchiveTables {
    private final Map<String, ArchiveTable> tables = new ConcurrentHashMap<>();

    public void add(ArchiveTable table) {
        tables.put(table.stream().topic(), table);
    }

    /** The table of a stream; as the stream declares it where another declaration was prepared. */
    public ArchiveTable of(EventStream stream) {
        ArchiveTable table = tables.get(stream.topic());
        return table != null && table.stream().equals(stream) ? table : new ArchiveTable(stream);
    }
}
