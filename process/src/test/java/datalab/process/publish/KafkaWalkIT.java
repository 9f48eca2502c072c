package datalab.process.publish;

import datalab.log.embedded.EmbeddedKafka;
import datalab.process.publish.walked.WalkedKafka;
import datalab.process.publish.walked.WalkedTarget;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Outputs on the Kafka that is embedded in DataLab. */
final class KafkaWalkIT implements PublishWalkContract {
    @RegisterExtension
    static final WalkedDatabase database = new WalkedDatabase();

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static WalkedTarget walked;

    @BeforeAll
    static void start() {
        kafka = new EmbeddedKafka(folder, 0, false);
        kafka.start();
        walked = new WalkedKafka(kafka.bootstrap());
    }

    @AfterAll
    static void stop() {
        walked.close();
        kafka.close();
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
