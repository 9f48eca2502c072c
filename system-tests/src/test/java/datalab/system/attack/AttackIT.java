package datalab.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Strangers that want to use up what a whole DataLab has: its embedded servers, its usual heap. While each attack goes on, new
 * honest clients of HTTP, MQTT and gRPC are all answered, and afterwards memory, threads and open files are as before.
 *
 * <p>{@code -Ddatalab.attack.full=true}, as {@code bench/long attack} sets it, makes the attacks as large as they were when they
 * did harm. Of each kind of answer 49 of 50 come within a second then, and all within three. The small attacks share the machine
 * with other tests, and say nothing about time but that no answer takes longer than its client waits.
 */
@Timeout(600)
class AttackIT {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);
    private static final Duration SLOWEST_MAX = Duration.ofSeconds(3);
    private static final double MOST = 0.98;

    @TempDir
    private static Path folder;

    private static DataLabProcess datalab;
    private static Footprints footprints;

    /** What strangers do; it ends when they have. */
    private interface Attack {
        void begin(Target target) throws IOException;
    }

    @BeforeAll
    static void start() throws IOException {
        datalab = AttackedLab.process(folder);
        datalab.start();
        footprints = new Footprints(datalab.handle());
        AttackedLab.fill(datalab);
        try (HonestClients first = new HonestClients(datalab)) {
            await().until(() -> first.answers().fewest() > 3);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        try (DataLabProcess ending = datalab) {
            assertThat(ending.isAlive()).isTrue();
            footprints.close();
        }
    }

    @Test
    void parkedSessionsWithLongFilters() throws IOException {
        survives("long filters", MqttAttacks::parkSessionsWithLongFilters);
    }

    @Test
    void filtersOfThousandsOfLevels() throws IOException {
        survives("deep filters", MqttAttacks::subscribeToThousandsOfLevels);
    }

    @Test
    void messagesOfQuality2ThatAreNeverReleased() throws IOException {
        survives("unreleased", MqttAttacks::neverReleaseMessagesOfQuality2);
    }

    @Test
    void packetsThatNeverEnd() throws IOException {
        survives("endless packets", MqttAttacks::neverEndAPacket);
    }

    @Test
    void subscribersThatNeverRead() throws IOException {
        survives("deaf subscribers", MqttAttacks::subscribeAndNeverRead);
    }

    @Test
    void bodiesAndHeadsThatHardlyCome() throws IOException {
        survives("trickling senders", HttpAttacks::trickle);
    }

    @Test
    void readersOfLargeAnswersThatNeverRead() throws IOException {
        survives("deaf readers", HttpAttacks::askAndNeverRead);
    }

    @Test
    void listenersThatNeverRead() throws IOException {
        survives("deaf listeners", HttpAttacks::followAndNeverRead);
    }

    @Test
    void manyQuestionsForManyRows() throws IOException {
        survives("heavy questions", HttpAttacks::askForMuch);
    }

    @Test
    void manyQuestionsForLargeRows() throws IOException {
        survives("large rows", HttpAttacks::askForLargeRows);
    }

    @Test
    void linesThatAreNoEvents() throws IOException {
        survives("bad lines", HttpAttacks::sendBadLines);
    }

    @Test
    void requestsInOnePacketAndCutOnes() throws IOException {
        survives("pipelined, cut", HttpAttacks::pipelineAndCut);
    }

    @Test
    void connectionsThatSayNothing() throws IOException {
        survives("silent", HttpAttacks::connectAndSayNothing);
    }

    @Test
    void callsThatAreBegunAndGivenUp() throws IOException {
        survives("given up calls", GrpcAttacks::beginCallsAndGiveThemUp);
    }

    @Test
    void callsWhoseAnswersNobodyReads() throws IOException {
        survives("deaf calls", GrpcAttacks::askAndNeverRead);
    }

    private static void survives(String name, Attack attack) throws IOException {
        Footprint before = footprints.now();
        Answers answers;
        try (HonestClients honest = new HonestClients(datalab)) {
            answers = honest.answers();
            attack.begin(new Target(datalab, answers));
        } catch (UncheckedIOException e) {
            throw new AssertionError("it went: " + datalab.output(), e);
        }
        System.out.printf("attack: %s:%s%n  before %s%n", name, answers, before);
        assertThat(datalab.isAlive()).as(datalab.output()).isTrue();
        assertThat(answers.refusals()).isEmpty();
        if (Target.FULL) {
            assertThat(answers.within(MOST)).isLessThan(ANSWER_MAX);
            assertThat(answers.within(1)).isLessThan(SLOWEST_MAX);
        }
        await().pollInterval(Duration.ofMillis(500)).until(footprints::now, after -> after.isLike(before));
        System.out.printf("  after  %s%n", footprints.now());
        assertThat(datalab.output()).doesNotContain("ERROR", "OutOfMemory");
    }
}
