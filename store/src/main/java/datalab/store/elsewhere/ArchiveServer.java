package datalab.store.elsewhere;

import datalab.lab.stream.EventStream;
import datalab.store.result.StoreUnavailable;
import java.util.Collection;

/** A server on which archives of streams are kept. Connects when it is first used. Thread-safe. */
public interface ArchiveServer extends AutoCloseable {

    /**
     * The archive of a stream in a table, a collection, or however the server calls it.
     *
     * @param lookups fields by whose values single events are queried
     */
    ArchiveRows rows(EventStream stream, String table, Collection<String> lookups);

    /** Throws {@link StoreUnavailable} where the server would not answer now. */
    void check();

    /** Ends what is under way, and may be called more than once. */
    @Override
    void close();
}
