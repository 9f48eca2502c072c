package datalab.out.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/**
 * Outputs in a database of a MongoDB. What is written survives a failover: a majority has it in its journal before a write
 * returns. Connects when it is first used. Thread-safe.
 */
final class MongoTarget implements OutputTarget {
    private static final int ANSWER_SECONDS_MAX = 20;
    private static final int WRITE_CONCERN_SECONDS_MAX = 10;
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final int CONNECTIONS_MAX = 8;

    private final MongoUrl url;
    private @Nullable MongoDatabase database;
    private @Nullable MongoClient client;
    private boolean closed;

    MongoTarget(MongoUrl url) {
        this.url = url;
    }

    @Override
    public void prepare(OutputTable table) {
        MongoErrors.guard(url, () -> new PrepareCollection(database(), table).run());
    }

    /** No right is taken from anybody: the versions of the documents keep late writes out. */
    @Override
    public OutputWriter open(OutputTable table) {
        return new MongoWriter(this, table);
    }

    @Override
    public void check() {
        MongoErrors.guard(url, () -> database().runCommand(new BsonDocument("ping", new BsonInt32(1))));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.close();
            client = null;
        }
    }

    MongoUrl url() {
        return url;
    }

    /** Throws what the driver throws. */
    synchronized MongoDatabase database() {
        if (closed) {
            throw new OutputUnavailable(url + " is closed", null);
        }
        if (database == null) {
            ConnectionString parsed = url.parse();
            client = MongoClients.create(settings(parsed));
            database = client.getDatabase(Objects.requireNonNull(parsed.getDatabase()));
        }
        return database;
    }

    /** Bounds every wait and asks for durable writes, over what the URL says. Nothing is retried here; the caller does that. */
    private static MongoClientSettings settings(ConnectionString url) {
        return MongoClientSettings.builder()
                .applyConnectionString(url)
                .applicationName("DataLab")
                .retryWrites(false)
                .retryReads(false)
                .readPreference(ReadPreference.primary())
                .writeConcern(WriteConcern.MAJORITY
                        .withJournal(true)
                        .withWTimeout(WRITE_CONCERN_SECONDS_MAX, TimeUnit.SECONDS))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(
                        Math.min(
                                Objects.requireNonNullElse(url.getServerSelectionTimeout(), Integer.MAX_VALUE),
                                CONNECT_MILLIS_MAX),
                        TimeUnit.MILLISECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(CONNECT_MILLIS_MAX, TimeUnit.MILLISECONDS)
                        .readTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS))
                .applyToConnectionPoolSettings(pool ->
                        pool.minSize(0).maxSize(CONNECTIONS_MAX).maxWaitTime(CONNECT_MILLIS_MAX, TimeUnit.MILLISECONDS))
                .build();
    }
}
