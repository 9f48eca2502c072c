package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.log.embedded.EmbeddedKafka;
import datalab.testkit.DataLabProcess;
import datalab.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users pour in while every view is compacted each second and recomputed twice, and readers look all the time: the two layers
 * hand over to each other without a reader seeing an event twice or not at all. {@code bench/race} runs the long form:
 * {@code -Drace.users=100000 -Drace.kills=10 -Drace.freezes=23}.
 */
final class RaceIT {
    private static final int USERS = Integer.getInteger("race.users", 10_000);
    private static final int KILLS = Integer.getInteger("race.kills", 2);
    /** Whether a freeze shows fencing is chance, as in RolesIT; with more than one it is waited for. */
    private static final int FREEZES_MAX = Integer.getInteger("race.freezes", 1);

    private static final long SEED =
            Long.getLong("race.seed", ThreadLocalRandom.current().nextLong(1_000_000));

    /** So that the suite's 10,000 users take some seconds; more come as fast as they can. */
    private static final Duration PAUSE = Duration.ofMillis(Math.max(1, 600_000 / USERS));

    private static final Duration CALM_PAUSE = Duration.ofMillis(100);
    private static final int USERS_MAX = 1_000_000;
    private static final Duration AT_MOST = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    Path folder;

    private String lab = "";

    @BeforeEach
    void makeLab() throws IOException {
        lab = Files.readString(Path.of("../labs/users/lab.yaml"))
                .replace("n: count}", "n: count, batch: {compact: \"* * * * * *\"}}")
                .replaceAll("batch: \\{compact: .* recompute: .*}", "batch: {compact: \"* * * * * *\"}");
        assertThat(lab.split("\\* \\* \\* \\* \\* \\*", -1)).as(lab).hasSize(4);
        Files.createDirectories(folder.resolve("labs/users"));
        Files.writeString(folder.resolve("labs/users/lab.yaml"), lab);
    }

    @Test
    void readersSeeEachUserOnceWhileViewsAreCompactedAndRecomputed() throws Exception {
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start();
            UserSenders senders = new UserSenders(datalab, USERS, PAUSE);
            UserReaders readers = new UserReaders(datalab, senders);
            UserBatches batches = new UserBatches(datalab);
            readers.start();
            senders.start();

            for (int third = 1; third <= 2; third++) {
                senders.awaitAcknowledged((long) USERS * third / 3, AT_MOST);
                assertThatAllAreDone(batches.awaitOver(batches.ask("recompute")));
            }
            assertThat(senders.finish(AT_MOST)).isEqualTo(USERS);

            assertThatBothLayersEqualTheTruth(datalab, senders, readers);
            assertThat(senders.unanswered()).as("" + senders).isZero();
            assertThat(readers.unanswered()).as("" + readers).isZero();
        }
    }

    /** The server of the store outlives the process here, so nothing that a reader has seen may be gone after it. */
    @Test
    void readersSeeEachUserOnceThoughTheProcessIsKilled() throws Exception {
        Random chance = new Random(SEED);
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start();
            UserSenders senders = new UserSenders(datalab, USERS, PAUSE);
            UserReaders readers = new UserReaders(datalab, senders);
            UserBatches batches = new UserBatches(datalab);
            readers.start();
            senders.start();

            for (int kill = 1; kill <= KILLS; kill++) {
                long moment = USERS * (kill - 1L) / KILLS + chance.nextInt(USERS / KILLS);
                batches.ask("recompute");
                senders.awaitAcknowledged(moment, AT_MOST);
                datalab.kill();
                datalab.start();
                System.out.printf("race test: seed %d, kill %d, %s%n", SEED, kill, senders);
            }
            assertThat(senders.finish(AT_MOST)).isEqualTo(USERS);

            assertThatBothLayersEqualTheTruth(datalab, senders, readers);
        }
    }

    @Test
    void readersSeeEachUserOnceThoughProcessesAreKilledAndFrozen() throws Exception {
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), 0, false);
                DataLabProcess front = part(kafka, "ingest,web,batch");
                DataLabProcess one = part(kafka, "process");
                DataLabProcess other = part(kafka, "process")) {
            kafka.start();
            Stream.of(front, one, other).parallel().forEach(DataLabProcess::start);
            UserSenders senders = new UserSenders(front, USERS_MAX, CALM_PAUSE);
            UserReaders readers = new UserReaders(front, senders);
            UserBatches batches = new UserBatches(front);
            SharedPartitions partitions = new SharedPartitions(front, "users", "users");
            readers.start();
            senders.start();
            partitions.awaitShared(one, other);

            one.kill();
            List<String> recomputed = batches.ask("recompute");
            partitions.awaitTakenOver(other);
            one.start();
            partitions.awaitShared(one, other);
            assertThatAllAreDone(batches.awaitOver(recomputed));
            recomputed = batches.ask("recompute");
            freeze(one, other, partitions);
            assertThatAllAreDone(batches.awaitOver(recomputed));
            senders.enough();
            senders.finish(AT_MOST);

            assertThatBothLayersEqualTheTruth(front, senders, readers);
            assertThat(senders.unanswered()).as("" + senders).isZero();
            assertThat(readers.unanswered()).as("" + readers).isZero();
        }
    }

    /** For longer than the log waits for an owner, until it comes too late with a commit when it goes on. */
    private static void freeze(DataLabProcess one, DataLabProcess other, SharedPartitions partitions) {
        int freezes = 0;
        do {
            one.freeze();
            partitions.awaitTakenOver(other);
            one.thaw();
            partitions.awaitShared(one, other);
            freezes++;
            System.out.printf("race test: freeze %d, %d fenced%n", freezes, partitions.fenced(one));
        } while (partitions.fenced(one) == 0 && freezes < FREEZES_MAX);
        assertThat(FREEZES_MAX == 1 || partitions.fenced(one) > 0)
                .as("fenced in " + freezes + " freezes")
                .isTrue();
    }

    private DataLabProcess part(EmbeddedKafka kafka, String role) throws IOException {
        Path data = Files.createTempDirectory(folder, "data");
        return new DataLabProcess(folder.resolve("labs"), data)
                .withRole(role)
                .sharing(kafka.bootstrap(), postgres.settings());
    }

    private static void assertThatAllAreDone(List<JsonNode> batches) {
        assertThat(batches)
                .allSatisfy(run ->
                        assertThat(run.get("state").textValue()).as("" + run).isEqualTo("done"));
    }

    private void assertThatBothLayersEqualTheTruth(DataLabProcess datalab, UserSenders senders, UserReaders readers)
            throws Exception {
        int users = senders.finish(AT_MOST);
        UserBatches batches = new UserBatches(datalab);
        ArchivedFold archive = ArchivedFold.awaitSettled(datalab, lab, AT_MOST);
        assertThatAllAreDone(batches.awaitOver(batches.ask("compact")));
        System.out.printf(
                "race test: seed %d, %s; %s; %d compactions kept%n", SEED, senders, readers, batches.done("compact"));
        assertThat(readers.finish()).as("" + readers).isEmpty();

        assertThat(archive.ids()).doesNotHaveDuplicates().hasSize(users);
        assertThatRepeatsAreCounted(datalab, senders, users);
        for (String view : archive.views()) {
            assertThat(archive.served(view, "merged")).as(view).isEqualTo(archive.folded(view));
            assertThat(archive.served(view, "batch"))
                    .as(view + " of the batch layer")
                    .isEqualTo(archive.folded(view));
            assertThat(archive.served(view, "speed"))
                    .as(view + " of the speed layer")
                    .isEmpty();
        }
        assertThat(archive.served("registered", "merged")
                        .iterator()
                        .next()
                        .get("n")
                        .asInt())
                .isEqualTo(users);
        assertThat(batches.awaitOver(batches.ask("verify"))).allSatisfy(run -> {
            assertThat(run.get("state").textValue()).as("" + run).isEqualTo("done");
            assertThat(run.get("rows").asInt()).as("" + run).isPositive();
            assertThat(run.get("differing").asInt()).as("" + run).isZero();
        });
    }

    /** All that is in the log and not in the archive; each repeat, and what was sent again because no answer came. */
    private static void assertThatRepeatsAreCounted(DataLabProcess datalab, UserSenders senders, int users)
            throws IOException {
        JsonNode stream = JSON.readTree(datalab.get("/labs/users").body()).at("/streams/0");
        int duplicates = stream.get("duplicates").asInt();
        long inLog = 0;
        for (JsonNode partition : stream.get("partitions")) {
            inLog += partition.get("end_offset").asLong();
        }
        assertThat(duplicates).isEqualTo((int) (inLog - users));
        if (senders.unanswered() == 0) {
            assertThat(duplicates).isEqualTo(senders.repeats());
        } else {
            assertThat(duplicates).isGreaterThanOrEqualTo(senders.repeats());
        }
    }
}
