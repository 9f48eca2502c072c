package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole DataLab with a view that keeps its rows for an hour, and with rejects that are not kept for ever. */
final class ViewRetentionIT {
    private static final String LAB = """
            lab: plant
            streams:
              readings: {key: name, time: at, fields: {name: string, value: number}}
            views:
              per_minute: {of: readings, by: name, every: 1m, n: count, retain: 1h}
              by_name: {of: readings, by: name, n: count}
            """;

    @TempDir
    Path folder;

    @Test
    void showsNoRowsThatEndedLongAgo() throws Exception {
        Path labs = folder.resolve("labs");
        Files.createDirectories(labs.resolve("plant"));
        Files.writeString(labs.resolve("plant/lab.yaml"), LAB);
        Map<String, String> settings = Map.of("rejects.retain", "90d", "kafka.retention", "30d");
        Instant now = Instant.now();

        try (RunningDataLab datalab = RunningDataLab.start(folder.resolve("data"), labs, settings)) {
            await().until(() -> !view(datalab).get("kept_since").isNull());
            send(datalab, now);
            send(datalab, now.minus(Duration.ofHours(3)));
            await().until(() ->
                    datalab.json("/labs/plant/views/by_name").at("/rows/0/n").asInt() == 2);
            assertThat(datalab.json("/labs/plant/views/per_minute").get("rows")).hasSize(1);
            assertThat(view(datalab).get("retain").textValue()).isEqualTo("PT1H");
        }
    }

    private static JsonNode view(RunningDataLab datalab) throws IOException, InterruptedException {
        return datalab.json("/labs/plant").at("/views/0");
    }

    private static void send(RunningDataLab datalab, Instant at) throws IOException, InterruptedException {
        String body = "{\"name\": \"a\", \"value\": 1, \"at\": \"" + at + "\"}";
        assertThat(datalab.post("/labs/plant/streams/readings", "application/json", body)
                        .statusCode())
                .isEqualTo(201);
    }
}
