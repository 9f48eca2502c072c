package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills DataLab with SIGKILL while locations come in, late ones too, and compares its encounters with those of all pairs of
 * locations that were sent. More: {@code -Dencounters.rounds=10}.
 */
final class EncountersIT {
    private static final int ROUNDS = Integer.getInteger("encounters.rounds", 2);
    private static final long SEED =
            Long.getLong("encounters.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    private static final int SENT_A_ROUND = 2_000;
    private static final int SENT_AT_ONCE = 100;

    @TempDir
    Path folder;

    private final FairVisitors visitors = new FairVisitors(new Random(SEED));

    @Test
    void encountersAreThoseOfAllPairsOfLocationsAfterKillsLateOnesAndARecompute() throws IOException {
        FairLab.make(folder.resolve("labs"));
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            FairLab fair = new FairLab(datalab);
            datalab.start();
            for (int round = 0; round < ROUNDS; round++) {
                send(fair);
                fair.ask(round % 2 == 0 ? "recompute" : "compact");
                datalab.kill(); // whatever it was doing: the last locations are hardly taken yet
                datalab.start();
            }
            send(fair);

            assertThat(fair.settled()).containsExactlyInAnyOrderElementsOf(visitors.reported());
            Map<String, String> expected = FairLab.PAIRS.encounters(visitors.reported());
            assertThat(fair.rows()).as("seed " + SEED).isEqualTo(expected);
            assertThat(expected).hasSizeGreaterThan(FairVisitors.PERSONS);
            fair.awaitOver(fair.ask("recompute"));
            assertThat(fair.rows()).as("recomputed, seed " + SEED).isEqualTo(expected);
            JsonNode verified = fair.awaitOver(fair.ask("verify"));
            assertThat(verified.get("differing").asLong())
                    .as(verified.toString())
                    .isZero();
        }
    }

    private void send(FairLab fair) {
        for (int sent = 0; sent < SENT_A_ROUND; sent += SENT_AT_ONCE) {
            fair.send(visitors.lines(SENT_AT_ONCE));
        }
    }
}
