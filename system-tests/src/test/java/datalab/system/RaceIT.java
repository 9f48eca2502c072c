package datalab.system;

import static datalab.system.UserRace.AT_MOST;
import static datalab.system.UserRace.assertThatAllAreDone;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.DataLabProcess;
import datalab.testkit.TestMongo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users pour in while every view is compacted each second and recomputed twice, and readers look all the time: the two layers
 * hand over to each other without a reader seeing an event twice or not at all. {@code RolesIT} shows the same of several
 * processes. {@code bench/long race} runs the long form: {@code -Drace.users=100000 -Drace.kills=10}.
 */
final class RaceIT {
    private static final int USERS = Integer.getInteger("race.users", 6_000);
    private static final int KILLS = Integer.getInteger("race.kills", 1);

    private static final long SEED =
            Long.getLong("race.seed", ThreadLocalRandom.current().nextLong(1_000_000));

    /** So that the suite's 6,000 users take some seconds; more come as fast as they can. */
    private static final Duration PAUSE = Duration.ofMillis(Math.max(1, 600_000 / USERS));

    private static final String TEST = "race test: seed " + SEED;

    @TempDir
    Path folder;

    private String lab = "";

    @BeforeEach
    void makeLab() throws IOException {
        lab = UserRace.makeLab(folder.resolve("labs"));
    }

    @Test
    void readersSeeEachUserOnceWhileViewsAreCompactedAndRecomputed() throws Exception {
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start();
            UserRace race = new UserRace(datalab, lab, new UserSenders(datalab, USERS, PAUSE));
            race.start();

            for (int third = 1; third <= 2; third++) {
                race.senders.awaitAcknowledged((long) USERS * third / 3, AT_MOST);
                assertThatAllAreDone(race.batches.awaitOver(race.batches.ask("recompute")));
            }
            assertThat(race.senders.finish(AT_MOST)).isEqualTo(USERS);

            race.assertThatBothLayersEqualTheTruth(TEST);
            race.assertThatEachCallWasAnswered();
        }
    }

    /** The server of the store outlives the process here, so nothing that a reader has seen may be gone after it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readersSeeEachUserOnceThoughTheProcessIsKilled(boolean isArchiveOnMongo) throws Exception {
        Random chance = new Random(SEED);
        try (TestMongo mongo = new TestMongo();
                DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            if (isArchiveOnMongo) {
                lab = TestMongo.archived(lab, "id");
                Files.writeString(folder.resolve("labs/users/lab.yaml"), lab);
            }
            String[] options = isArchiveOnMongo ? new String[] {"--config", mongo.config(folder)} : new String[0];
            datalab.start(options);
            UserRace race = new UserRace(datalab, lab, new UserSenders(datalab, USERS, PAUSE));
            race.start();

            for (int kill = 1; kill <= KILLS; kill++) {
                long moment = USERS * (kill - 1L) / KILLS + chance.nextInt(USERS / KILLS);
                race.batches.ask("recompute");
                race.senders.awaitAcknowledged(moment, AT_MOST);
                datalab.kill();
                datalab.start(options);
                System.out.printf("%s, kill %d, %s%n", TEST, kill, race.senders);
            }
            assertThat(race.senders.finish(AT_MOST)).isEqualTo(USERS);

            race.assertThatBothLayersEqualTheTruth(TEST);
        }
    }
}
