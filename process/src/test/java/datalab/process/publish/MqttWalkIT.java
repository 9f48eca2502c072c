package datalab.process.publish;

import datalab.process.publish.walked.WalkedMqtt;
import datalab.process.publish.walked.WalkedTarget;
import datalab.testkit.Mosquitto;
import datalab.testkit.Needs;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Outputs on Debian's mosquitto. */
@Needs(Needs.Part.MOSQUITTO)
final class MqttWalkIT implements PublishWalkContract {
    @RegisterExtension
    static final WalkedDatabase database = new WalkedDatabase();

    private static Mosquitto mosquitto;
    private static WalkedTarget walked;

    @BeforeAll
    static void start() throws IOException {
        mosquitto = Mosquitto.start("max_queued_messages 0");
        walked = new WalkedMqtt(mosquitto.port);
    }

    @AfterAll
    static void stop() throws IOException {
        walked.close();
        mosquitto.close();
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
