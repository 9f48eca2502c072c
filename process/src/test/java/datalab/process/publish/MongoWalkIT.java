package datalab.process.publish;

import datalab.process.publish.walked.WalkedMongo;
import datalab.process.publish.walked.WalkedTarget;
import datalab.testkit.TestMongo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outputs on mongo-java-server, which imitates MongoDB in memory. */
final class MongoWalkIT implements PublishWalkContract {
    @RegisterExtension
    static final WalkedDatabase database = new WalkedDatabase();

    private static TestMongo server;
    private static WalkedTarget walked;

    @BeforeAll
    static void start() {
        server = new TestMongo();
        walked = new WalkedMongo(server.url("datalab"));
    }

    @AfterAll
    static void stop() {
        walked.close();
        server.close();
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
