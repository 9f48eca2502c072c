package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import datalab.testkit.TestMongo;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream with its archive on a MongoDB: DataLab is killed amid events, and the MongoDB is away for a while.
 * {@code bench/long archive-kill} runs the long form: {@code -Darchive.rounds=10 -Darchive.events=100000}.
 */
final class ArchiveElsewhereIT {
    private static final int ROUNDS = Integer.getInteger("archive.rounds", 1);
    private static final int EVENTS = Integer.getInteger("archive.events", 6_000);
    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String READINGS = "/labs/kill/streams/readings";
    private static final String LAB =
            TestMongo.archived(KillIT.LAB, "name").replace("views:", "  others:\n    fields: {text: string}\nviews:");

    @TempDir
    Path folder;

    @Test
    void keepsEveryAcknowledgedEventOnceThroughKillsAndWhileTheServerIsAway() throws IOException {
        Files.createDirectories(folder.resolve("labs/kill"));
        Files.writeString(folder.resolve("labs/kill/lab.yaml"), LAB);
        try (TestMongo mongo = new TestMongo();
                DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            String config = mongo.config(folder);
            datalab.start("--config", config);
            KillSenders senders = new KillSenders(datalab, EVENTS);
            senders.start();
            for (int round = 1; round <= ROUNDS; round++) {
                senders.awaitAcknowledged((long) EVENTS * round / (ROUNDS + 1), WITHIN);
                datalab.kill();
                datalab.start("--config", config);
            }
            Set<Integer> acknowledged = senders.finish(WITHIN);
            acknowledged.addAll(sendsWhileItIsAway(datalab, mongo));

            ArchivedFold archive = ArchivedFold.awaitSettled(datalab, LAB, WITHIN);
            assertThat(archive.ids()).as("no event twice").doesNotHaveDuplicates();
            assertThat(archive.ids()).as("every acknowledged event").containsAll(acknowledged);
            for (String view : archive.views()) {
                assertThat(archive.served(view)).as(view).isEqualTo(archive.folded(view));
            }
            awaitAlarm(datalab, "");
            assertThat(datalab.post("/labs/kill/views/totals/batches?kind=verify", "application/json", "")
                            .statusCode())
                    .isEqualTo(202);
            awaitVerified(datalab);
        }
    }

    /** Events go into the log, other streams go on, and reads of this one say when to ask again. */
    private static Set<Integer> sendsWhileItIsAway(DataLabProcess datalab, TestMongo mongo) {
        mongo.stop();
        int id = 1_000_000;
        HttpResponse<String> sent =
                datalab.post(READINGS, "application/json", "{\"id\":%d,\"name\":\"late\",\"value\":1}".formatted(id));
        awaitAlarm(datalab, "the archive does not answer");
        HttpResponse<String> read = datalab.get(READINGS);
        HttpResponse<String> other =
                datalab.post("/labs/kill/streams/others?wait=visible", "application/json", "{\"text\":\"goes on\"}");
        HttpResponse<String> ready = datalab.get("/health/ready");
        mongo.start();

        assertThat(sent.statusCode()).isEqualTo(201);
        assertThat(read.statusCode()).isEqualTo(503);
        assertThat(read.headers().firstValue("Retry-After")).isPresent();
        assertThat(read.body()).contains("the archive of the stream does not answer");
        assertThat(other.statusCode()).isEqualTo(201);
        assertThat(datalab.get("/labs/kill/views/latest").statusCode()).isEqualTo(200);
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"degraded\"", "\"archive documents\":{\"ok\":false");
        return Set.of(id);
    }

    private static void awaitAlarm(DataLabProcess datalab, String beginning) {
        Awaitility.await().until(() -> {
            JsonNode alarm = JSON.readTree(datalab.get("/labs/kill").body()).at("/streams/0/alarm");
            return beginning.isEmpty() ? alarm.isNull() : alarm.asText().startsWith(beginning);
        });
    }

    private static void awaitVerified(DataLabProcess datalab) {
        String batch = datalab.post("/labs/kill/views/totals/batches?kind=verify", "application/json", "")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        Awaitility.await().until(() -> {
            JsonNode run = JSON.readTree(datalab.get(batch).body());
            return run.path("state").asText().equals("done")
                    && run.path("differing").asInt(-1) == 0;
        });
    }
}
