package datalab.store.mongodb.archive;

import com.mongodb.MongoException;
import datalab.lab.stream.EventStream;
import datalab.store.elsewhere.ArchiveRows;
import datalab.store.elsewhere.ArchiveServer;
import datalab.store.mongodb.connection.MongoConnection;
import datalab.store.mongodb.connection.MongoErrors;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.result.StoreUnavailable;
import java.util.Collection;

/** Archives in a database of a MongoDB, each in a collection. Connects when it is first used. Thread-safe. */
public final class MongoArchives implements ArchiveServer {
    private static final int CONNECTIONS_MAX = 20;

    private final MongoConnection connection;

    public MongoArchives(MongoUrl url) {
        this.connection = new MongoConnection(url, CONNECTIONS_MAX);
    }

    @Override
    public ArchiveRows rows(EventStream stream, String table, Collection<String> lookups) {
        return new MongoArchive(connection, stream, table, lookups);
    }

    @Override
    public void check() {
        try {
            connection.ping();
        } catch (MongoException e) {
            throw StoreUnavailable.ofArchive(connection.url() + ": " + MongoErrors.reason(e), e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
