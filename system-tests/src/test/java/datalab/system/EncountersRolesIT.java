package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.log.embedded.EmbeddedKafka;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Encounters that two processes keep up to date over one Kafka and one PostgreSQL, while locations come in over HTTP to a third.
 * Whoever of the two is in the middle of a step is frozen until the other has taken over, and then killed.
 */
final class EncountersRolesIT {
    private static final long SEED =
            Long.getLong("encounters.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    private static final int SENT_AT_ONCE = 20;
    private static final Duration PAUSE = Duration.ofMillis(100);

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    Path folder;

    private final FairVisitors visitors = new FairVisitors(new Random(SEED));
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void encountersAreThoseOfAllPairsOfLocationsWhoeverOfTwoProcessesIsFrozenOrKilled() throws IOException {
        FairLab.make(folder.resolve("labs"));
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), 0, false);
                DataLabProcess front = part(kafka, "ingest,web,batch");
                DataLabProcess one = HeldReads.named(part(kafka, "process"), postgres.settings(), "one");
                DataLabProcess other = HeldReads.named(part(kafka, "process"), postgres.settings(), "other")) {
            kafka.start();
            Stream.of(front, one, other).parallel().forEach(DataLabProcess::start);
            FairLab fair = new FairLab(front);
            SharedPartitions locations = new SharedPartitions(front, "fair", "locations");
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(fair));
            locations.awaitShared(one, other);

            DataLabProcess frozen = inAStep(one, other, DataLabProcess::freeze);
            long recompute = fair.ask("recompute");
            awaitMoved();
            fair.awaitOver(recompute);
            frozen.thaw();
            locations.awaitShared(one, other);
            assertThat(new SharedPartitions(front, "fair", "locations.encounters").fenced(frozen))
                    .as("steps of the frozen one that came too late")
                    .isPositive();

            DataLabProcess killed = inAStep(one, other, DataLabProcess::kill);
            long compact = fair.ask("compact");
            locations.awaitTakenOver(killed == one ? other : one);
            awaitMoved();
            fair.awaitOver(compact);
            enough.set(true);
            sent.join();

            assertThatEncountersAreThoseOfAllPairs(fair);
        }
    }

    private void assertThatEncountersAreThoseOfAllPairs(FairLab fair) {
        assertThat(fair.settled()).containsExactlyInAnyOrderElementsOf(visitors.reported());
        Map<String, String> expected = FairLab.PAIRS.encounters(visitors.reported());
        assertThat(fair.rows()).as("seed " + SEED).isEqualTo(expected);
        assertThat(expected).hasSizeGreaterThan(FairVisitors.PERSONS);
        JsonNode verified = fair.awaitOver(fair.ask("verify"));
        assertThat(verified.get("differing").asLong()).as(verified.toString()).isZero();
        fair.awaitOver(fair.ask("recompute"));
        assertThat(fair.rows()).as("recomputed, seed " + SEED).isEqualTo(expected);
        System.out.printf(
                "encounters test: %d locations, %d pairs%n", visitors.reported().size(), expected.size());
    }

    private void send(FairLab fair) {
        while (!enough.get()) {
            fair.send(visitors.lines(SENT_AT_ONCE));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Does it to whoever of the two has read the rows of a step and has not committed it yet; answers who that is. */
    private static DataLabProcess inAStep(DataLabProcess one, DataLabProcess other, Consumer<DataLabProcess> deed) {
        String table = "datalab.partial_"
                + Sql.query(
                        postgres.settings(), "select id from datalab.views where lab = 'fair' and name = 'encounters'");
        return new HeldReads(postgres.settings(), List.of(table)).catchOne(Map.of("one", one, "other", other), deed);
    }

    /** Until somebody has taken locations that are not archived yet. */
    private static void awaitMoved() {
        long archived = offsets("locations");
        await().until(() -> offsets("locations.encounters") > archived);
    }

    private static long offsets(String stream) {
        return Long.parseLong(Sql.query(
                postgres.settings(),
                "select sum(next_offset) from datalab.progress where lab = 'fair' and stream = '" + stream + "'"));
    }

    private DataLabProcess part(EmbeddedKafka kafka, String role) throws IOException {
        Path data = Files.createTempDirectory(folder, "data");
        return new DataLabProcess(folder.resolve("labs"), data)
                .withRole(role)
                .sharing(kafka.bootstrap(), postgres.settings());
    }
}
