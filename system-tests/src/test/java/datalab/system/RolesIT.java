package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.log.embedded.EmbeddedKafka;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * DataLab as several processes, each with its roles, over one Kafka and one PostgreSQL, and two labs: numbered events, none of
 * which is sent twice, and users that are sent until they are acknowledged while readers look. The long form:
 * {@code -Droles.freezes=20}.
 */
class RolesIT {
    private static final int FREEZES = Integer.getInteger("roles.freezes", 1);
    /** Not each freeze meets a step of each stream: the tables have other readers too. */
    private static final int FREEZES_MAX = 5 * FREEZES;
    /** A step of it reads the rows of its events, as no row is known yet. */
    private static final String EVENTS = KillIT.LAB + "  each: {of: readings, by: [id], n: count}\n";

    private static final int USERS_MAX = 1_000_000;
    private static final Duration CALM_PAUSE = Duration.ofMillis(100);

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    Path folder;

    @BeforeEach
    void makeLab() throws IOException {
        Files.createDirectories(folder.resolve("labs/kill"));
        Files.writeString(folder.resolve("labs/kill/lab.yaml"), EVENTS);
    }

    @Test
    void processesThatAreKilledOrFrozenAreReplacedAndNothingIsLostOrDoubled() throws Exception {
        String usersLab = UserRace.makeLab(folder.resolve("labs"));
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), 0, false);
                DataLabProcess front = part(kafka, "ingest,web,batch");
                DataLabProcess one = HeldReads.named(part(kafka, "process"), postgres.settings(), "one");
                DataLabProcess other = part(kafka, "process")) {
            kafka.start();
            Stream.of(front, one, other).parallel().forEach(DataLabProcess::start);
            assertThatEachDoesItsOwnWorkOnly(front, one);
            KillSenders events = KillSenders.calm(front);
            UserRace users = new UserRace(front, usersLab, new UserSenders(front, USERS_MAX, CALM_PAUSE));
            events.start();
            users.start();
            List<SharedPartitions> streams = List.of(
                    new SharedPartitions(front, "kill", "readings"), new SharedPartitions(front, "users", "users"));
            streams.forEach(partitions -> partitions.awaitShared(one, other));

            kill(one, other, streams, users.batches);
            freeze(one, other, streams, users.batches);

            users.senders.enough();
            assertThatNothingIsLostOrDoubled(front, events);
            users.assertThatBothLayersEqualTheTruth("roles test");
            users.assertThatEachCallWasAnswered();
        }
    }

    private static void kill(
            DataLabProcess one, DataLabProcess other, List<SharedPartitions> streams, UserBatches batches) {
        one.kill();
        List<String> recomputed = batches.ask("recompute");
        streams.forEach(partitions -> partitions.awaitTakenOver(other));
        one.start();
        streams.forEach(partitions -> partitions.awaitShared(one, other));
        UserRace.assertThatAllAreDone(batches.awaitOver(recomputed));
    }

    /** For longer than the log waits for an owner, so that it comes too late with a commit of each stream when it goes on. */
    private static void freeze(
            DataLabProcess one, DataLabProcess other, List<SharedPartitions> streams, UserBatches batches) {
        HeldReads reads = new HeldReads(postgres.settings(), List.of("users.users", rowsOf("kill", "each")));
        for (int freeze = 1; freeze <= FREEZES || !areFenced(streams, one); freeze++) {
            assertThat(freeze).as("freezes").isLessThanOrEqualTo(FREEZES_MAX);
            List<String> recomputed = batches.ask("recompute");
            reads.freeze(one, "one");
            streams.forEach(partitions -> partitions.awaitTakenOver(other));
            one.thaw();
            streams.forEach(partitions -> partitions.awaitShared(one, other));
            UserRace.assertThatAllAreDone(batches.awaitOver(recomputed));
            System.out.printf("roles test: %d freezes%n", freeze);
        }
    }

    private static boolean areFenced(List<SharedPartitions> streams, DataLabProcess process) {
        return streams.stream().allMatch(partitions -> partitions.fenced(process) > 0);
    }

    private static String rowsOf(String lab, String view) {
        return "datalab.partial_"
                + Sql.query(
                        postgres.settings(),
                        "select id from datalab.views where lab = '%s' and name = '%s'".formatted(lab, view));
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
        ArchivedFold archive = ArchivedFold.awaitSettled(front, EVENTS, Duration.ofMinutes(3));
        assertThat(acknowledged).isNotEmpty();
        assertThat(archive.ids()).as("no event twice").doesNotHaveDuplicates();
        assertThat(archive.ids()).as("every acknowledged event").containsAll(acknowledged);
        for (String view : archive.views()) {
            assertThat(archive.served(view)).as(view).isEqualTo(archive.folded(view));
        }
    }
}
