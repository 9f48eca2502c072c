package datalab.process.publish;

import datalab.process.publish.BrokenOutputs.Plant;
import datalab.process.publish.walked.WalkedMongo;
import datalab.process.publish.walked.WalkedTarget;
import datalab.testkit.FerretDb;
import datalab.testkit.Needs;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outputs on FerretDB, which has a disk. The faults that are planted are those of {@link MongoWalkIT}. */
@Needs(Needs.Part.FERRETDB)
final class FerretDbWalkIT implements PublishWalkContract {
    @RegisterExtension
    static final WalkedDatabase database = new WalkedDatabase();

    private static FerretDb server;
    private static WalkedTarget walked;

    @BeforeAll
    static void start() throws IOException {
        server = FerretDb.start();
        walked = new WalkedMongo(server.url());
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

    @Override
    public Stream<Plant> plants() {
        return Stream.empty();
    }
}
