package datalab.process.publish;

import datalab.process.publish.walked.WalkedMongo;
import datalab.process.publish.walked.WalkedTarget;
import datalab.testkit.DataLabProcess;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outputs on mongo-java-server, which imitates MongoDB in memory. */
final class MongoWalkIT implements PublishWalkContract {
    @RegisterExtension
    static final WalkedDatabase database = new WalkedDatabase();

    private static MongoServer server;
    private static WalkedTarget walked;

    @BeforeAll
    static void start() {
        server = new MongoServer(new MemoryBackend());
        server.bind("127.0.0.1", DataLabProcess.freePort());
        walked = new WalkedMongo(server.getConnectionString());
    }

    @AfterAll
    static void stop() {
        walked.close();
        server.shutdownNow();
    }

    @Override
    public WalkedLedger ledger() {
        return database.ledger();
    }

    @Override
    public WalkedTarget walked() {
        return walked;
    }
}
