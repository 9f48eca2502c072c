package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.testkit.DataLabProcess;
import datalab.testkit.TestMongo;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counted flags and points of charts are the same of an archive on a MongoDB as of one in PostgreSQL. */
final class ChartsElsewhereIT {
    private static final int EVENTS = 4_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STREAM = """
              %s:%s
                key: name
                time: at
                fields: {name: string, value: number, level: integer}
                quality:
                  - gross_range: {field: value, fail: [0, 95], suspect: [5, 90]}
                  - spike: {field: value, suspect: 40, fail: 49}
            """;
    private static final String LAB = "lab: charts\nstreams:\n"
            + STREAM.formatted("here", "")
            + STREAM.formatted("there", "\n    archive: documents");

    @TempDir
    static Path folder;

    private static TestMongo mongo;
    private static DataLabProcess datalab;

    @BeforeAll
    static void fill() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("labs/charts")).resolve("lab.yaml"), LAB);
        mongo = new TestMongo();
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start("--config", mongo.config(folder));
        Instant begin = Instant.parse("2026-03-01T12:00:00Z");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            String value = i % 11 == 0 ? "null" : "" + i * 7919L % 1000 / 10.0;
            lines.append("{\"name\":\"n%s\",\"at\":\"%s\",\"value\":%s,\"level\":%s}\n"
                    .formatted(i % 3, begin.plusSeconds(i * 20L), value, i % 5));
        }
        for (String stream : new String[] {"here", "there"}) {
            HttpResponse<String> sent =
                    datalab.post("/labs/charts/streams/" + stream, "application/x-ndjson", lines.toString());
            assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
            Awaitility.await()
                    .until(() -> answer(stream, "/flags").path("events").asInt() == EVENTS);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        datalab.close();
        mongo.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/flags",
                "/flags?limit=1000",
                "/flags?test=spike&limit=5",
                "/flags?name=n1&from=2026-03-01T15:00:00Z",
                "/flags?level.min=3&value.max=4&to=2026-03-02T01:00:00Z",
                "/flags?from=2030-01-01",
                "?points=100",
                "?points=100&order=desc&name=n2",
                "?points=60&fields=name,at,value&from=2026-03-01T15:00:00Z&to=2026-03-01T20:00:00Z",
                "?points=10000",
                "?points=50&value.min=50"
            })
    void areTheSame(String question) throws IOException {
        JsonNode there = answer("there", question);

        assertThat(there).isEqualTo(answer("here", question)).isNotEmpty();
    }

    @Test
    void sayWhenToAskAgainWhereTheServerIsAway() {
        mongo.stop();
        try {
            for (String question : new String[] {"/flags?limit=7", "?points=77"}) {
                HttpResponse<String> answer = datalab.get("/labs/charts/streams/there" + question);

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
        } finally {
            mongo.start();
        }
    }

    /** Without what says when an event came. */
    private static JsonNode answer(String stream, String question) throws IOException {
        HttpResponse<String> answer = datalab.get("/labs/charts/streams/" + stream + question);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode found = JSON.readTree(answer.body());
        found.path("rows").forEach(row -> ((ObjectNode) row).remove("_arrived"));
        return found;
    }
}
