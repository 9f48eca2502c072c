package datalab.system.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
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
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Attacks {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);
    private static final Duration SLOWEST_MAX = Duration.ofSeconds(3);
    private static final double MOST = 0.98;

    private final Strangers strangers;
    private DataLabProcess datalab;
    private Footprints footprints;
    private String honestToken = "";
    private String strangersToken = "";

    Attacks(Strangers strangers) {
        this.strangers = strangers;
    }

    /** Who attacks. */
    enum Strangers {
        WHERE_NOBODY_LOGS_IN,
        WITHOUT_TOKEN,
        WITH_TOKEN
    }

    /** What strangers do; it ends when they have. */
    interface Attack {
        void begin(Target target) throws IOException;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        datalab = AttackedLab.process(folder);
        if (strangers != Strangers.WHERE_NOBODY_LOGS_IN) {
            datalab.with("DATALAB_ACCESS_ON", "true");
        }
        datalab.start();
        footprints = new Footprints(datalab.handle());
        if (strangers != Strangers.WHERE_NOBODY_LOGS_IN) {
            String operator =
                    Files.readString(folder.resolve("data/admin-token")).strip();
            honestToken = AttackedLab.token(datalab, operator);
            strangersToken = strangers == Strangers.WITH_TOKEN ? AttackedLab.token(datalab, operator) : "";
        }
        AttackedLab.fill(new Target(datalab, honestToken, new Answers(List.of())));
        try (HonestClients first = new HonestClients(datalab, honestToken)) {
            await().until(() -> first.answers().fewest() > 3);
        }
    }

    @AfterAll
    void stop() throws IOException {
        try (DataLabProcess ending = datalab) {
            assertThat(ending.isAlive()).isTrue();
            footprints.close();
        }
    }

    /** By strangers with a token of their own where they have one. */
    final void survives(String name, Attack attack) throws IOException {
        survives(name, attack, strangersToken);
    }

    final void survives(String name, Attack attack, String strangersToken) throws IOException {
        Footprint before = footprints.now();
        Answers answers;
        try (HonestClients honest = new HonestClients(datalab, honestToken)) {
            answers = honest.answers();
            attack.begin(new Target(datalab, strangersToken, answers));
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
