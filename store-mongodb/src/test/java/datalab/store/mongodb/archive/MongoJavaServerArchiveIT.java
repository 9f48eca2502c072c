package datalab.store.mongodb.archive;

import datalab.store.Store;
import datalab.store.mongodb.connection.MongoConnection;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestMongo;
import datalab.testkit.TestStore;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Archives on mongo-java-server, which imitates MongoDB in memory. */
final class MongoJavaServerArchiveIT implements MongoArchiveContract {
    private static final TestMongo SERVER = new TestMongo();
    private static final MongoUrl URL = new MongoUrl(SERVER.url("datalab"));
    private static final MongoConnection MONGO = new MongoConnection(URL, 2);

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(
            settings -> new PostgresStore(settings, Map.of("documents", new MongoArchives(URL))), PostgresStore::start);

    @AfterAll
    static void stop() {
        MONGO.close();
        SERVER.close();
    }

    @Override
    public Store store() {
        return STORE.get();
    }

    @Override
    public MongoConnection mongo() {
        return MONGO;
    }
}
