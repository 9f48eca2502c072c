package datalab.store.postgres;

import datalab.lab.stream.EventStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The tables of the streams that were prepared, as they are. Thread-safe. */
final class StreamTables {
    private final Map<String, StreamTable> tables = new ConcurrentHashMap<>();

    void add(StreamTable table) {
        tables.put(table.stream().topic(), table);
    }

    /** The table of a stream; as the stream declares it where another declaration was prepared. */
    StreamTable of(EventStream stream) {
        StreamTable table = tables.get(stream.topic());
        return table != null && table.stream().equals(stream) ? table : new StreamTable(stream);
    }
}
