package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.DataLabProcess;
import datalab.testkit.KafkaCluster;
import datalab.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * DataLab on a cluster of three brokers by TLS and SASL, two of which must have what is acknowledged. {@code bench/long
 * brokers} runs the long form: {@code -Dbrokers.rounds=10}.
 */
final class KafkaClusterIT {
    private static final int ROUNDS = Integer.getInteger("brokers.rounds", 1);
    private static final String TOPIC = "kill.readings";
    private static final int EACH = 300;
    private static final Duration SOON = Duration.ofMinutes(2);

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    static Path folder;

    private static KafkaCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(folder.resolve("labs/kill"));
        Files.writeString(folder.resolve("labs/kill/lab.yaml"), KillIT.LAB);
        cluster = KafkaCluster.start();
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    @Test
    void losesAndDoublesNothingWhenABrokerAndThenALeaderIsKilled() throws Exception {
        try (DataLabProcess datalab = datalab("kept", "3", "2")) {
            datalab.start();
            KillSenders senders = KillSenders.calm(datalab);
            senders.start();
            for (int round = 0; round < ROUNDS; round++) {
                int leader = cluster.leader(TOPIC, 0);
                lose((leader + 1) % KafkaCluster.BROKERS, senders);
                lose(cluster.leader(TOPIC, 0), senders);
            }
            senders.enough();
            Set<Integer> acknowledged = senders.finish(SOON);

            ArchivedFold archive = ArchivedFold.awaitSettled(datalab, KillIT.LAB, SOON);
            assertThat(archive.ids()).as("no event twice").doesNotHaveDuplicates();
            assertThat(archive.ids()).as("every acknowledged event").containsAll(acknowledged);
            for (String view : archive.views()) {
                assertThat(archive.served(view)).as(view).isEqualTo(archive.folded(view));
            }
        }
        assertThat(ended(datalab("asks", "4", "3")))
                .contains("topic datalab.rejects has 3 replicas, replication asks for 4;"
                        + " it has min.insync.replicas=2, min_insync_replicas asks for 3")
                .contains("topic " + TOPIC + " has 3 replicas")
                .doesNotContain("kept out of messages")
                .doesNotContain("\tat ");
    }

    /** A broker that is killed, missed by nobody for a while, and comes back. */
    private static void lose(int broker, KillSenders senders) throws IOException {
        senders.awaitAcknowledged(senders.acknowledged() + EACH, SOON);
        cluster.kill(broker);
        senders.awaitAcknowledged(senders.acknowledged() + EACH, SOON);
        cluster.start(broker);
        cluster.awaitInSync(TOPIC);
    }

    private static DataLabProcess datalab(String name, String replication, String minInsync) {
        return new DataLabProcess(folder.resolve("labs"), folder.resolve(name))
                .sharing(cluster.connection(), postgres.settings())
                .with(
                        "DATALAB_KAFKA_CLIENT_PROPERTIES",
                        cluster.clientProperties().toString())
                .with("DATALAB_KAFKA_REPLICATION", replication)
                .with("DATALAB_KAFKA_MIN_INSYNC_REPLICAS", minInsync);
    }

    private static String ended(DataLabProcess datalab) throws IOException, InterruptedException {
        Path output = folder.resolve("ended.out");
        Process process = datalab.launch(List.of(), output);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        return Files.readString(output);
    }
}
