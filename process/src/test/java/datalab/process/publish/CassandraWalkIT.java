package datalab.process.publish;

import datalab.process.publish.walked.WalkedCassandra;
import datalab.process.publish.walked.WalkedTarget;
import datalab.testkit.CassandraServer;
import datalab.testkit.Needs;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outputs on a real Cassandra of one node. */
@Needs(Needs.Part.CASSANDRA)
final class CassandraWalkIT implements PublishWalkContract {
    @RegisterExtension
    static final WalkedDatabase database = new WalkedDatabase();

    private static CassandraServer server;
    private static WalkedTarget walked;

    @BeforeAll
    static void start() throws IOException {
        server = CassandraServer.start();
        walked = new WalkedCassandra(server.port());
    }

    @AfterAll
    static void stop() throws IOException {
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
