package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A lab with a view of encounters, as a DataLab serves it. */
record FairLab(DataLabProcess datalab) {
    /** What its view counts as a contact. */
    static final AllPairs PAIRS = new AllPairs(5, Duration.ofMinutes(1));

    private static final String LAB = """
            lab: fair
            streams:
              locations:
                key: person_id
                unique: [person_id, id]
                time: at
                fields: {person_id: integer, id: integer, latitude: number, longitude: number}
                position: [latitude, longitude]
            views:
              encounters: {of: locations, who: person_id, meet: {distance: 5, within: 1m}}
            """;
    private static final String VIEW = "/labs/fair/views/encounters";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Writes it into a folder of labs. */
    static void make(Path labs) throws IOException {
        Files.createDirectories(labs.resolve("fair"));
        Files.writeString(labs.resolve("fair/lab.yaml"), LAB);
    }

    /** Until all are acknowledged. */
    void send(String lines) {
        HttpResponse<String> answer = datalab.post("/labs/fair/streams/locations", "application/x-ndjson", lines);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"rejected\":0");
    }

    /** Answers the batch, for {@link #awaitOver}. */
    long ask(String kind) {
        HttpResponse<String> answer = datalab.post(VIEW + "/batches?kind=" + kind, "application/json", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return read(answer.body()).get("id").asLong();
    }

    /** What a batch says once it went well. */
    JsonNode awaitOver(long batch) {
        return await().until(() -> json(VIEW + "/batches/" + batch), run -> {
            String state = run.path("state").asText();
            assertThat(state).as(run.toString()).isNotEqualTo("failed");
            return state.equals("done");
        });
    }

    /** The locations in the archive once all have been taken. */
    List<AllPairs.Location> settled() {
        await().until(() -> json("/labs/fair"), lab -> {
            assertThat(lab.at("/views/0/alarm").isNull()).as(lab.toString()).isTrue();
            return lab.at("/streams/0/lag").asLong(-1) == 0
                    && lab.at("/views/0/lag").asLong(-1) == 0;
        });
        return all("/labs/fair/streams/locations?limit=10000").stream()
                .map(AllPairs.Location::of)
                .toList();
    }

    /** What the view says, as {@link AllPairs#encounters} does. */
    Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        for (JsonNode row : all(VIEW + "?limit=10000")) {
            String pair = row.get("person_id") + " " + row.get("other_person_id");
            rows.put(
                    pair,
                    row.get("contacts") + " " + row.get("closest").asDouble() + " "
                            + row.get("first").asText() + " " + row.get("last").asText() + " "
                            + row.get("dwell").asDouble());
        }
        return rows;
    }

    private List<JsonNode> all(String path) {
        List<JsonNode> all = new ArrayList<>();
        JsonNode page = json(path);
        page.get("rows").forEach(all::add);
        while (!page.get("after").isNull()) {
            page = json(path + "&after=" + page.get("after").asText());
            page.get("rows").forEach(all::add);
        }
        return all;
    }

    private JsonNode json(String path) {
        return read(datalab.get(path).body());
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
