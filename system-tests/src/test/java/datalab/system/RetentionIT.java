package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.postgres.PostgresSettings;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lab that is told to forget old events: killed amid dropping, then asked for them, and sent them again. */
final class RetentionIT {
    private static final int OLD = 30_000;
    private static final int RECENT = 5;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VISITS = "/labs/forgetful/streams/visits";
    private static final String LAB = """
            lab: forgetful
            streams:
              visits: {key: id, unique: id, time: at, fields: {id: integer, text: string}}
            views:
              total: {of: visits, n: count}
              hourly: {of: visits, every: 1h, n: count}
            """;

    @TempDir
    Path folder;

    private final Instant now = Instant.now();

    @Test
    void forgetsOldEventsAndNothingThatTheyCounted() throws IOException {
        Path file = Files.createDirectories(folder.resolve("labs/forgetful")).resolve("lab.yaml");
        Files.writeString(file, LAB);
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start();
            send(datalab, 0, OLD, now.minus(Duration.ofDays(3)));
            send(datalab, OLD, OLD + RECENT, now);
            awaitTotal(datalab, OLD + RECENT);
            assertThat(keptSince(datalab).isNull()).isTrue();
            datalab.stop();

            Files.writeString(file, LAB.replace("string}}", "string}, retain: 1h}"));
            datalab.start();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !keptSince(datalab).isNull());
            datalab.kill();
            datalab.start();
            assertThat(oldest(datalab)).isAfter(now.minus(Duration.ofDays(1)));
            Awaitility.await().until(() -> archived(datalab) == RECENT);

            assertThat(oldest(datalab)).isAfter(now.minus(Duration.ofDays(1)));
            HttpResponse<String> tooOld = sent(datalab, OLD + RECENT, now.minus(Duration.ofDays(3)));
            HttpResponse<String> repeat = sent(datalab, 7, now);
            HttpResponse<String> other = sent(datalab, OLD + RECENT, now);
            assertThat(tooOld.statusCode()).isEqualTo(422);
            assertThat(tooOld.body()).contains("\"too_old\"");
            assertThat(repeat.statusCode()).as(repeat.body()).isEqualTo(201); // taken, and dropped as a repeat
            assertThat(other.statusCode()).as(other.body()).isEqualTo(201);
            awaitTotal(datalab, OLD + RECENT + 1);
            awaitDuplicate(datalab);
            awaitTotal(datalab, OLD + RECENT + 1);
            assertThat(rowsOfHours(datalab)).isEqualTo(OLD + RECENT + 1);
        }
    }

    private static void send(DataLabProcess datalab, int from, int until, Instant at) {
        String lines = LongStream.range(from, until)
                .mapToObj(id -> "{\"id\":%d,\"text\":\"%s\",\"at\":\"%s\"}".formatted(id, "x".repeat(50), at))
                .collect(Collectors.joining("\n"));
        assertThat(datalab.post(VISITS, "application/x-ndjson", lines).statusCode())
                .isBetween(200, 299);
    }

    private static HttpResponse<String> sent(DataLabProcess datalab, int id, Instant at) {
        return datalab.post(
                VISITS, "application/json", "{\"id\":%d,\"text\":\"again\",\"at\":\"%s\"}".formatted(id, at));
    }

    private static JsonNode keptSince(DataLabProcess datalab) throws JsonProcessingException {
        return JSON.readTree(datalab.get("/labs/forgetful").body()).at("/streams/0/kept_since");
    }

    private static Instant oldest(DataLabProcess datalab) throws JsonProcessingException {
        JsonNode rows = JSON.readTree(datalab.get(VISITS + "?limit=1").body()).at("/rows/0/_time");
        return Instant.parse(rows.textValue());
    }

    private static void awaitTotal(DataLabProcess datalab, int count) {
        Awaitility.await()
                .until(() -> datalab.get("/labs/forgetful/views/total").body().contains("\"n\":" + count));
    }

    private static void awaitDuplicate(DataLabProcess datalab) {
        Awaitility.await()
                .until(() -> JSON.readTree(datalab.get("/labs/forgetful").body())
                                .at("/streams/0/duplicates")
                                .intValue()
                        == 1);
    }

    private static int rowsOfHours(DataLabProcess datalab) throws JsonProcessingException {
        int sum = 0;
        for (JsonNode row : JSON.readTree(
                        datalab.get("/labs/forgetful/views/hourly").body())
                .get("rows")) {
            sum += row.get("n").intValue();
        }
        return sum;
    }

    private static int archived(DataLabProcess datalab) {
        PostgresSettings postgres = datalab.postgres();
        return Integer.parseInt(Sql.query(postgres, "select count(*) from forgetful.visits"));
    }
}
