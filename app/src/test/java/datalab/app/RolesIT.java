package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.log.embedded.EmbeddedKafka;
import datalab.testkit.DataLabProcess;
import datalab.testkit.TestPostgres;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * DataLab as several processes, each with its roles, over one Kafka and one PostgreSQL. A frozen process is fenced when it was
 * caught between two transactions; the test freezes one until that was so. The long form: {@code -Droles.freezes=20}.
 */
class RolesIT {
    private static final int FREEZES = Integer.getInteger("roles.freezes", 1);
    /** Whether a freeze shows fencing is chance: three of nine did. */
    private static final int FREEZES_MAX = 23;

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    Path folder;

    @BeforeEach
    void makeLab() throws IOException {
        Files.createDirectories(folder.resolve("labs/kill"));
        Files.writeString(folder.resolve("labs/kill/lab.yaml"), KillIT.LAB);
    }

    @Test
    void processesThatAreKilledOrFrozenAreReplacedAndNothingIsLostOrDoubled() throws IOException {
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), 0, false);
                DataLabProcess front = part(kafka, "ingest,web");
                DataLabProcess one = part(kafka, "process");
                DataLabProcess other = part(kafka, "process")) {
            kafka.start();
            Stream.of(front, one, other).parallel().forEach(DataLabProcess::start);
            assertThatEachDoesItsOwnWorkOnly(front, one);
            KillSenders senders = KillSenders.calm(front);
            SharedPartitions partitions = new SharedPartitions(front, "kill", "readings");
            senders.start();
            partitions.awaitShared(one, other);

            one.kill();
            partitions.awaitTakenOver(other);
            one.start();
            partitions.awaitShared(one, other);

            int freezes = 0;
            while (freezes < FREEZES || (partitions.fenced(one) == 0 && freezes < FREEZES_MAX)) {
                one.freeze();
                partitions.awaitTakenOver(other);
                one.thaw();
                partitions.awaitShared(one, other);
                freezes++;
                System.out.printf("roles test: freeze %d, %d fenced, %s%n", freezes, partitions.fenced(one), senders);
            }
            assertThat(partitions.fenced(one))
                    .as("fenced in " + freezes + " freezes")
                    .isPositive();
            assertThatNothingIsLostOrDoubled(front, senders);
        }
    }

    @Test
    void anotherProcessSharesTheServersThatTheFirstHasEmbedded() throws IOException {
        Path labs = folder.resolve("labs");
        try (DataLabProcess first = new DataLabProcess(labs, folder.resolve("first"));
                DataLabProcess second = new DataLabProcess(labs, folder.resolve("second"))
                        .withRole("process")
                        .sharing(first)) {
            first.start();
            second.start();
            KillSenders senders = KillSenders.calm(first);
            SharedPartitions partitions = new SharedPartitions(first, "kill", "readings");
            senders.start();
            partitions.awaitShared(first, second);

            first.kill();
            first.start();
            partitions.awaitShared(first, second);
            second.kill();
            partitions.awaitTakenOver(first);

            assertThatNothingIsLostOrDoubled(first, senders);
        }
    }

    private DataLabProcess part(EmbeddedKafka kafka, String role) throws IOException {
        Path data = Files.createTempDirectory(folder, "data");
        return new DataLabProcess(folder.resolve("labs"), data)
                .withRole(role)
                .sharing(kafka.bootstrap(), postgres.settings());
    }

    private static void assertThatEachDoesItsOwnWorkOnly(DataLabProcess front, DataLabProcess one) {
        assertThat(front.get("/health/ready").body())
                .contains("kafka", "postgres", "mqtt")
                .doesNotContain("disk");
        assertThat(one.get("/health/ready").body())
                .contains("kafka", "postgres")
                .doesNotContain("mqtt", "disk");
        assertThat(front.get("/metrics").body()).doesNotContain("datalab_process_partitions");
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), one.mqttPort).close())
                .isInstanceOf(ConnectException.class);
        assertThatIsElsewhere(one.get("/"), "GET / is for a process with the role web");
        assertThatIsElsewhere(
                one.post("/labs/kill/streams/readings", "application/json", "{}"),
                "POST /labs/kill/streams/readings is for a process with the role ingest");
    }

    private static void assertThatIsElsewhere(HttpResponse<String> answer, String detail) {
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains(detail);
    }

    private static void assertThatNothingIsLostOrDoubled(DataLabProcess front, KillSenders senders) throws IOException {
        senders.enough();
        Set<Integer> acknowledged = senders.finish(Duration.ofMinutes(1));
        ArchivedFold archive = ArchivedFold.awaitSettled(front, KillIT.LAB, Duration.ofMinutes(3));
        assertThat(acknowledged).isNotEmpty();
        assertThat(archive.ids()).as("no event twice").doesNotHaveDuplicates();
        assertThat(archive.ids()).as("every acknowledged event").containsAll(acknowledged);
        for (String view : archive.views()) {
            assertThat(archive.served(view)).as(view).isEqualTo(archive.folded(view));
        }
    }
}
