package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.store.result.IncompatibleChange;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code DELETE} of a view: only of what lab.yaml does not declare any more. */
class DropViewIT {
    private static final String GONE = "/labs/sensors/views/gone";

    private final MemoryStore store = new MemoryStore();
    private final RunningWeb web = new RunningWeb(store);

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void dropsAViewThatIsNotDeclaredOnce() throws Exception {
        store.removedViews.add("sensors.gone");

        HttpResponse<String> dropped = web.send("DELETE", GONE);
        HttpResponse<String> again = web.send("DELETE", GONE);

        assertThat(dropped.statusCode()).isEqualTo(204);
        assertThat(dropped.body()).isEmpty();
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(detail(again)).isEqualTo("lab sensors keeps nothing of a view 'gone'");
    }

    @ParameterizedTest
    @CsvSource({
        "/labs/sensors/views/latest, 422, lab.yaml declares view latest; take it out there and start again first",
        "/labs/sensors/views/none, 404, lab sensors keeps nothing of a view 'none'",
        "/labs/sensors/views/a%00b, 400, this is not valid HTTP/1.1",
        "/labs/none/views/gone, 404, no lab 'none' here",
        "/labs/sensors/views/gone?force=true, 400, unknown parameter 'force'",
        "/labs/sensors/streams/readings, 405, DELETE is not for"
    })
    void saysWhyItDropsNothing(String path, int status, String detail) throws Exception {
        store.removedViews.add("sensors.gone");
        store.removedViews.add("sensors.latest");

        HttpResponse<String> answer = web.send("DELETE", path);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(RunningWeb.header(answer, "content-type")).isEqualTo("application/problem+json");
        assertThat(detail(answer)).contains(detail);
        assertThat(store.removedViews).hasSize(2);
    }

    @Test
    void dropsNothingForAForeignPage() {
        store.removedViews.add("sensors.gone");

        HttpResponse<String> answer = web.send("DELETE", GONE, "Origin", "http://evil.example");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(store.removedViews).containsExactly("sensors.gone");
    }

    @Test
    void saysWhatIsBuiltOnIt() throws Exception {
        store.trouble = new IncompatibleChange("other objects are built on it");

        HttpResponse<String> answer = web.send("DELETE", GONE);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(detail(answer)).isEqualTo("other objects are built on it");
    }

    @Test
    void asksToComeBackWhileTheStoreIsAway() {
        store.trouble = MemoryStore.away();

        HttpResponse<String> answer = web.send("DELETE", GONE);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(RunningWeb.header(answer, "retry-after")).isEqualTo("2");
    }

    private static String detail(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body()).path("detail").asText();
    }
}
