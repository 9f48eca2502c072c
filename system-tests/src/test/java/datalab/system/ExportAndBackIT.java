package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every event that DataLab keeps comes back the same when its export as JSON, NDJSON or CSV is sent again. */
class ExportAndBackIT {
    private static final String LAB = """
            lab: back
            title: There and back
            streams:
            """;
    private static final String STREAM = """
              NAME:
                key: name
                time: at
                fields:
                  name: {type: string, required: true, max: 400}
                  note: {type: string}
                  value: {type: number}
                  count: {type: integer}
                  ok: {type: boolean}
                  since: {type: time}
            """;
    private static final int EVENTS = 400;
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @TempDir
    private Path folder;

    @Test
    void keepsEveryEventThroughEachExport() throws Exception {
        Path labs = Files.createDirectories(folder.resolve("labs/back"));
        StringBuilder yaml = new StringBuilder(LAB);
        List.of("first", "json", "ndjson", "csv").forEach(name -> yaml.append(STREAM.replace("NAME", name)));
        Files.writeString(labs.resolve("lab.yaml"), yaml);
        String sent = new AnyEvents(new Random(20_270_117)).ndjson(EVENTS);

        try (RunningDataLab lab = RunningDataLab.start(folder.resolve("data"), folder.resolve("labs"))) {
            accepted(lab.post("/labs/back/streams/first", "application/x-ndjson", sent));
            await().until(() -> events(lab, "first").size() == EVENTS);
            List<String> kept = events(lab, "first");

            String rows = JSON.readTree(
                            lab.get("/labs/back/streams/first?limit=10000").body())
                    .path("rows")
                    .toString();
            accepted(lab.post("/labs/back/streams/json", "application/json", rows));
            accepted(lab.post("/labs/back/streams/ndjson", "application/x-ndjson", export(lab, "ndjson")));
            accepted(lab.post("/labs/back/streams/csv", "text/csv", export(lab, "csv")));

            for (String stream : List.of("json", "ndjson", "csv")) {
                await().until(() -> events(lab, stream).size() == EVENTS);
                assertThat(events(lab, stream)).as(stream).containsExactlyElementsOf(kept);
            }
        }
    }

    private static String export(RunningDataLab lab, String format) throws Exception {
        return lab.get("/labs/back/streams/first/export?format=" + format).body();
    }

    private static void accepted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"accepted\":" + EVENTS, "\"rejected\":0");
    }

    /** All of a stream, without what says when and where it came in, in an order of their own. */
    private static List<String> events(RunningDataLab lab, String stream) throws Exception {
        List<String> events = new ArrayList<>();
        for (JsonNode row : JSON.readTree(
                        lab.get("/labs/back/streams/" + stream + "?limit=10000").body())
                .path("rows")) {
            ObjectNode event = row.deepCopy();
            event.remove(List.of("_at", "_arrived"));
            events.add(text(event));
        }
        return events.stream().sorted().toList();
    }

    private static String text(ObjectNode event) throws JsonProcessingException {
        return JSON.writeValueAsString(event);
    }
}
