package datalab.store.mongodb.out;

import datalab.store.mongodb.connection.MongoUrl;
import datalab.testkit.FerretDb;
import datalab.testkit.Needs;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Outputs on FerretDB 1.24, a server with MongoDB's protocol and a disk. It has no views, and reads and changes a document in
 * two steps; so two promises, which MongoDB keeps, cannot be tried on it.
 */
@Needs(Needs.Part.FERRETDB)
final class FerretDbOutputIT implements MongoOutputContract {
    private static FerretDb server;
    private static MongoTarget target;

    @BeforeAll
    static void start() throws IOException {
        server = FerretDb.start();
        target = new MongoTarget(new MongoUrl(server.url()));
    }

    @AfterAll
    static void stop() throws IOException {
        target.close();
        server.close();
    }

    @Override
    public MongoTarget mongo() {
        return target;
    }

    /** An update of many documents keeps a connection to SQLite for each; when there is none left, the server stands still. */
    @Override
    public void writesAsManyRowsAtOnceAsMayBe() {}

    /** A change of another process between its two steps is lost. */
    @Override
    public void showsTheHigherVersionOfTwoThatAreWrittenAtOnce() {}
}
