package datalab.store.mongodb.out;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import datalab.store.mongodb.connection.MongoConnection;
import datalab.store.mongodb.connection.MongoErrors;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;

/** Outputs in a database of a MongoDB. Connects when it is first used. Thread-safe. */
public final class MongoTarget implements OutputTarget {
    private static final int CONNECTIONS_MAX = 8;

    private final MongoConnection connection;

    public MongoTarget(MongoUrl url) {
        this.connection = new MongoConnection(url, CONNECTIONS_MAX);
    }

    @Override
    public void prepare(OutputTable table) {
        guard(() -> new PrepareCollection(database(), table).run());
    }

    /** No right is taken from anybody: the versions of the documents keep late writes out. */
    @Override
    public OutputWriter open(OutputTable table) {
        return new MongoWriter(this, table);
    }

    @Override
    public void check() {
        guard(connection::ping);
    }

    @Override
    public void close() {
        connection.close();
    }

    /** Throws what the driver throws. */
    MongoDatabase database() {
        return connection.database();
    }

    OutputUnavailable unavailable(String why, Exception e) {
        return new OutputUnavailable(connection.url() + ": " + why, e);
    }

    private void guard(Runnable work) {
        try {
            work.run();
        } catch (MongoException e) {
            throw unavailable(MongoErrors.reason(e), e);
        }
    }
}
