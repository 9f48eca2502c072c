package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.event.Event;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Questions over HTTP: values, bounds, orders, columns, the newest of each key. */
class QuestionsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENTS = "/labs/sensors/streams/readings";
    private static final String ROWS = "/labs/sensors/views/per_minute";
    private static final int COUNT = 300;

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private static RunningWeb web;

    /** A reading a second of three sensors in turn, whose value is half its number. */
    @BeforeAll
    static void fill() {
        STORE.get().prepare(TestLab.LAB);
        ViewFold fold = new ViewFold(TestLab.PER_MINUTE, TestLab.STREAM);
        Map<RowKey, Partial> partials = new HashMap<>();
        for (int i = 0; i < COUNT; i++) {
            Event event = TestLab.event(i).event();
            fold.add(partials.computeIfAbsent(fold.key(event), key -> fold.empty()), event);
        }
        TestLab.commit(STORE.get(), TestLab.step(0, COUNT).partials(fold, partials));
        web = new RunningWeb(STORE.get());
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @Test
    void severalValuesAndBounds() throws IOException {
        assertThat(column("_at", EVENTS + "?name=sensor0&name=sensor2&value.min=3&value.max=4.5"))
                .containsExactly("0:6", "0:8", "0:9");
    }

    @Test
    void anOrderWithPages() throws IOException {
        List<String> all = pages(EVENTS + "?sort=ok,-value&limit=70", "_at");

        assertThat(all).hasSize(COUNT).startsWith("0:299", "0:297").endsWith("0:2", "0:0");
        assertThat(column("_at", EVENTS + "?sort=-_time&limit=2")).containsExactly("0:299", "0:298");
    }

    @Test
    void someColumns() throws IOException {
        assertThat(web.get(EVENTS + "?fields=value,name&limit=1&format=ndjson").body())
                .isEqualTo("{\"value\":0,\"name\":\"sensor0\"}\n");
        assertThat(web.get(EVENTS + "?fields=value,name&limit=1&format=csv").body())
                .isEqualTo("value,name\n0.0,sensor0\n");
    }

    @Test
    void theNewestOfEachKey() throws IOException {
        assertThat(column("_at", EVENTS + "?latest=2&to=2024-05-01T12:01:00Z"))
                .containsExactly("0:54", "0:55", "0:56", "0:57", "0:58", "0:59");
        assertThat(column("_at", EVENTS + "?latest=1&name=sensor1&ok=true")).containsExactly("0:298");
        assertThat(column("_at", EVENTS + "?latest=1&sort=-value&limit=2")).containsExactly("0:299", "0:298");
    }

    @Test
    void rowsOfAViewByWhatTheyShow() throws IOException {
        assertThat(column("mean", ROWS + "?mean.min=130&sort=-mean")).containsExactly("135.25", "134.75", "134.25");
        assertThat(pages(ROWS + "?sort=-window_start,-mean&limit=4", "mean"))
                .hasSize(15)
                .startsWith("135.25");
        assertThat(column("window_start", ROWS + "?latest=1&fields=window_start,n"))
                .containsOnly("2024-05-01T12:04:00Z")
                .hasSize(3);
    }

    @Test
    void exportOfAViewByWhatItsRowsShow() {
        assertThat(web.get(ROWS + "/export?format=csv&mean.min=134.5&sort=-mean&fields=mean")
                        .body())
                .isEqualTo("mean\n135.25\n134.75\n");
    }

    private static List<String> column(String name, String path) throws IOException {
        List<String> values = new ArrayList<>();
        rows(path).get("rows").forEach(row -> values.add(row.get(name).asText()));
        return values;
    }

    private static List<String> pages(String path, String name) throws IOException {
        List<String> all = new ArrayList<>();
        JsonNode page = rows(path);
        while (true) {
            page.get("rows").forEach(row -> all.add(row.get(name).asText()));
            if (page.get("after").isNull()) {
                return all;
            }
            page = rows(path + "&after=" + page.get("after").textValue());
        }
    }

    private static JsonNode rows(String path) throws IOException {
        HttpResponse<String> answer = web.get(path);
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
