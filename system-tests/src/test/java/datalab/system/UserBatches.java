package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Batches of the users lab's views, asked for over HTTP. */
record UserBatches(DataLabProcess datalab) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VIEWS = List.of("registered", "joined", "longest_name");

    /** Asks for a batch of each view and answers where each is to be found. */
    List<String> ask(String kind) {
        List<String> asked = new ArrayList<>();
        for (String view : VIEWS) {
            HttpResponse<String> answer =
                    datalab.post("/labs/users/views/" + view + "/batches?kind=" + kind, "application/json", "");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            asked.add(answer.headers().firstValue("Location").orElseThrow());
        }
        return asked;
    }

    /** Waits until each is over, and answers what each says then. */
    List<JsonNode> awaitOver(List<String> asked) {
        await().untilAsserted(() -> assertThat(told(asked))
                .allSatisfy(run ->
                        assertThat(run.get("state").textValue()).as("" + run).isIn("done", "failed")));
        return told(asked);
    }

    /** How many batches of this kind are known to have gone well, of all views. */
    long done(String kind) {
        return told(VIEWS.stream()
                        .map(view -> "/labs/users/views/" + view + "/batches")
                        .toList())
                .stream()
                .flatMap(page -> StreamSupport.stream(page.get("rows").spliterator(), false))
                .filter(run -> run.get("kind").textValue().equals(kind)
                        && run.get("state").textValue().equals("done"))
                .count();
    }

    private List<JsonNode> told(List<String> paths) {
        return paths.stream().map(path -> json(datalab.get(path))).toList();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }
}
