package datalab.store.mongodb.connection;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientException;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/**
 * A database of a MongoDB. What is written survives a failover: a majority has it in its journal before a write returns. Reads
 * are of the primary. Connects when it is first used. Thread-safe.
 */
public final class MongoConnection implements AutoCloseable {
    private static final int ANSWER_SECONDS_MAX = 20;
    private static final int WRITE_CONCERN_SECONDS_MAX = 10;
    private static final int CONNECT_MILLIS_MAX = 5_000;

    private final MongoUrl url;
    private final int connectionsMax;
    private @Nullable MongoDatabase database;
    private @Nullable MongoClient client;
    private boolean closed;

    public MongoConnection(MongoUrl url, int connectionsMax) {
        this.url = url;
        this.connectionsMax = connectionsMax;
    }

    public MongoUrl url() {
        return url;
    }

    /** Throws what the driver throws, also where this is closed. */
    public synchronized MongoDatabase database() {
        if (closed) {
            throw new MongoClientException("closed");
        }
        if (database == null) {
            ConnectionString parsed = url.parse();
            client = MongoClients.create(settings(parsed));
            database = client.getDatabase(Objects.requireNonNull(parsed.getDatabase()));
        }
        return database;
    }

    /** Throws what the driver throws where the server does not answer. */
    public void ping() {
        database().runCommand(new BsonDocument("ping", new BsonInt32(1)));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** Bounds every wait and asks for durable writes, over what the URL says. Nothing is retried here; the caller does that. */
    private MongoClientSettings settings(ConnectionString parsed) {
        return MongoClientSettings.builder()
                .applyConnectionString(parsed)
                .applicationName("DataLab")
                .retryWrites(false)
                .retryReads(false)
                .readPreference(ReadPreference.primary())
                .writeConcern(WriteConcern.MAJORITY
                        .withJournal(true)
                        .withWTimeout(WRITE_CONCERN_SECONDS_MAX, TimeUnit.SECONDS))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(
                        Math.min(
                                Objects.requireNonNullElse(parsed.getServerSelectionTimeout(), Integer.MAX_VALUE),
                                CONNECT_MILLIS_MAX),
                        TimeUnit.MILLISECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(CONNECT_MILLIS_MAX, TimeUnit.MILLISECONDS)
                        .readTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS))
                .applyToConnectionPoolSettings(pool ->
                        pool.minSize(0).maxSize(connectionsMax).maxWaitTime(CONNECT_MILLIS_MAX, TimeUnit.MILLISECONDS))
                .build();
    }
}
