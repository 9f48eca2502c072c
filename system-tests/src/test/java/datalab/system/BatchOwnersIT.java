package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.log.embedded.EmbeddedKafka;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with the role batch is killed, or stands still for longer than its lease, while it writes rows that are not
 * published: the batch goes to the next process, and nothing of it is left.
 */
final class BatchOwnersIT {
    private static final int EVENTS = 60_000;
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    /** Much less than the lease of 60 s that a batch of a killed process has. */
    private static final Duration SECONDS = Duration.ofSeconds(25);

    private static final String LEASE = "3s";
    private static final String LAB = """
            lab: owners
            title: A view with a row for each event
            streams:
              readings: {key: id, fields: {id: {type: string, required: true}}}
            views:
              each: {of: readings, by: [id], n: count}
            """;

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    Path folder;

    @Test
    void batchIsTakenOverFromAProcessThatIsKilledAndFromOneThatStandsStill() throws Exception {
        Files.createDirectories(folder.resolve("labs/owners"));
        Files.writeString(folder.resolve("labs/owners/lab.yaml"), LAB);
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), 0, false);
                DataLabProcess front = part(kafka, "ingest,process,web");
                DataLabProcess killed = part(kafka, "batch");
                DataLabProcess frozen = part(kafka, "batch").with("DATALAB_BATCH_LEASE", LEASE);
                DataLabProcess other = part(kafka, "batch")) {
            kafka.start();
            Stream.of(front, killed).parallel().forEach(DataLabProcess::start);
            archive(front);
            new SlowBatches(postgres.settings()).inEachWriting("each", Duration.ofMillis(800));

            assertThatARestartGoesOnAtOnce(killed);
            killed.stop();
            frozen.start();
            assertThatAFrozenOneIsFenced(frozen, other);
        }
    }

    private static void assertThatARestartGoesOnAtOnce(DataLabProcess killed) {
        long run = askForRecompute();
        awaitHalfWritten();
        killed.kill();
        assertThat(isHalfWritten()).isTrue();

        killed.start();

        awaitDone(run + 1, SECONDS);
        assertThat(told(run)).startsWith("failed: its process has gone: ");
        assertThatAllIsServedAndNothingLeft();
    }

    private static void assertThatAFrozenOneIsFenced(DataLabProcess frozen, DataLabProcess other) {
        long run = askForRecompute();
        awaitHalfWritten();
        frozen.freeze();
        assertThat(isHalfWritten()).isTrue();

        other.start();
        awaitDone(run + 1, AT_MOST);
        String published = published();
        frozen.thaw();
        await().until(() -> frozen.output().contains("batch lost"));

        assertThat(told(run)).startsWith("failed: its process gave no sign of life before its lease was over: ");
        assertThat(frozen.output()).contains("batch " + run + " of view owners.each is not this process's any more");
        await().until(() -> frozen.get("/metrics").body(), metrics -> metrics.contains("result=\"lost\""));
        assertThat(published()).isEqualTo(published);
        assertThatAllIsServedAndNothingLeft();
        assertThat(query("select max(id) from datalab.batches where kind = 'recompute'"))
                .as("the newest")
                .isEqualTo("" + (run + 1));
    }

    private DataLabProcess part(EmbeddedKafka kafka, String role) throws IOException {
        Path data = Files.createTempDirectory(folder, "data");
        return new DataLabProcess(folder.resolve("labs"), data)
                .withRole(role)
                .sharing(kafka.bootstrap(), postgres.settings());
    }

    private static void archive(DataLabProcess front) {
        String events = IntStream.range(0, EVENTS)
                .mapToObj(id -> "{\"id\":\"" + id + "\"}\n")
                .collect(Collectors.joining());
        assertThat(front.post("/labs/owners/streams/readings", "application/x-ndjson", events)
                        .statusCode())
                .isEqualTo(200);
        await().until(() -> query("select sum(accepted) from datalab.progress where lab = 'owners'")
                .equals("" + EVENTS));
    }

    private static long askForRecompute() {
        return Long.parseLong(query("insert into datalab.batches (lab, view, kind, state)"
                + " values ('owners', 'each', 'recompute', 'requested') returning id"));
    }

    private static void awaitHalfWritten() {
        await().pollInterval(Duration.ofMillis(20)).until(BatchOwnersIT::isHalfWritten);
    }

    /** Whether there are rows of a generation that is not published. */
    private static boolean isHalfWritten() {
        return query("select exists (select from " + table() + " where _partition = -1 and _epoch > " + published()
                        + ")")
                .equals("t");
    }

    private static void awaitDone(long run, Duration atMost) {
        await().atMost(atMost).untilAsserted(() -> assertThat(told(run)).isEqualTo("done: "));
    }

    private static String told(long run) {
        return query("select coalesce(max(state || ': ' || coalesce(error, '')), 'none') from datalab.batches"
                + " where id = " + run);
    }

    private static void assertThatAllIsServedAndNothingLeft() {
        assertThat(query("select count(*) || ' rows, of ' || sum(n) from owners.each"))
                .isEqualTo(EVENTS + " rows, of " + EVENTS);
        assertThat(query("select count(*) from " + table())).as("partials").isEqualTo("" + EVENTS);
        assertThat(query("select count(*) from datalab.batches where state in ('running', 'requested')"))
                .isEqualTo("0");
    }

    private static String published() {
        return query("select generation from datalab.views where lab = 'owners'");
    }

    private static String table() {
        return "datalab.partial_" + query("select id from datalab.views where lab = 'owners'");
    }

    private static String query(String sql) {
        return Sql.query(postgres.settings(), sql);
    }
}
