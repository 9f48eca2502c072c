package datalab.process.publish;

import datalab.process.publish.walked.WalkedTarget;
import datalab.process.publish.walked.WalkedTarget.Guard;
import datalab.process.publish.walked.WalkedWebhook;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outputs to a receiver that compares no versions: late writes stay until all is written again. */
final class PlainWebhookWalkIT implements PublishWalkContract {
    @RegisterExtension
    static final WalkedDatabase database = new WalkedDatabase();

    private static WalkedTarget walked;

    @BeforeAll
    static void start() throws IOException {
        walked = new WalkedWebhook(Guard.NONE);
    }

    @AfterAll
    static void stop() throws IOException {
        walked.close();
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
