package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills DataLab with SIGKILL at random moments while events pour in over HTTP and MQTT, and looks at what is left.
 * {@code bench/long kill} runs the long form: {@code -Dkill.rounds=10 -Dkill.events=200000}.
 */
class KillIT {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 2);
    private static final int EVENTS = Integer.getInteger("kill.events", 30_000);
    private static final long SEED =
            Long.getLong("kill.seed", ThreadLocalRandom.current().nextLong(1_000_000));

    @TempDir
    Path folder;

    @Test
    void keepsEveryAcknowledgedEventOnceAndEveryViewEqualsAFoldOverTheArchive() throws IOException {
        Files.createDirectories(folder.resolve("labs/kill"));
        Files.writeString(folder.resolve("labs/kill/lab.yaml"), LAB);
        Random chance = new Random(SEED);

        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start();
            KillSenders senders = new KillSenders(datalab, EVENTS);
            senders.start();
            for (int round = 1; round <= ROUNDS; round++) {
                senders.awaitAcknowledged((long) EVENTS * round / (ROUNDS + 1), Duration.ofMinutes(3));
                senders.idle(Duration.ofMillis(chance.nextInt(400)));
                datalab.kill();
                datalab.start();
                System.out.printf("kill test: seed %d, round %d, %s%n", SEED, round, senders);
            }
            Set<Integer> acknowledged = senders.finish(Duration.ofMinutes(5));

            assertThat(senders.overMqtt()).as("acknowledged over MQTT").isPositive();
            ArchivedFold archive = ArchivedFold.awaitSettled(datalab, LAB, Duration.ofMinutes(3));
            System.out.printf(
                    "kill test: seed %d, %d acknowledged, %d in the archive%n",
                    SEED, acknowledged.size(), archive.ids().size());
            assertThat(archive.ids()).as("no event twice").doesNotHaveDuplicates();
            assertThat(archive.ids()).as("every acknowledged event").containsAll(acknowledged);
            for (String view : archive.views()) {
                assertThat(archive.served(view)).as(view).isEqualTo(archive.folded(view));
            }
        }
    }

    static final String LAB = """
            lab: kill
            title: Events that are counted after a kill
            streams:
              readings:
                key: name
                time: at
                fields:
                  id:    {type: integer, required: true}
                  name:  {type: string, required: true}
                  value: {type: number}
                in: {mqtt: ["kill/#"]}
            views:
              latest:     {of: readings, by: [name], keep: last}
              totals:     {of: readings, n: count, sum: sum(value), mean: avg(value), spread: stddev(value)}
              per_minute: {of: readings, by: [name], every: 1m, n: count, low: min(value), high: max(value), sum: sum(value)}
            """;
}
