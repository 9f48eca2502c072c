package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Lab;
import datalab.lab.aggregate.Count;
import datalab.lab.view.View;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.IncompatibleChange;
import datalab.testkit.TestStore;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code DELETE} of a view: only of what lab.yaml does not declare any more. */
class DropViewIT {
    private static final String GONE = "/labs/sensors/views/gone";

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final InterceptedStore store = new InterceptedStore(STORE.get());
    private final RunningWeb web = new RunningWeb(store.store());

    @AfterEach
    void stop() {
        web.close();
        TestLab.drop(STORE.get());
    }

    @Test
    void dropsAViewThatIsNotDeclaredOnce() throws Exception {
        keep("gone");

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
        keep("gone", "latest");

        HttpResponse<String> answer = web.send("DELETE", path);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(RunningWeb.header(answer, "content-type")).isEqualTo("application/problem+json");
        assertThat(detail(answer)).contains(detail);
        assertThat(keptViews()).hasSize(2);
    }

    @Test
    void dropsNothingForAForeignPage() {
        keep("gone");

        HttpResponse<String> answer = web.send("DELETE", GONE, "Origin", "http://evil.example");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(keptViews()).containsExactly("sensors.gone");
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
        store.trouble = InterceptedStore.away();

        HttpResponse<String> answer = web.send("DELETE", GONE);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(RunningWeb.header(answer, "retry-after")).isEqualTo("2");
    }

    /** Views that a lab.yaml has declared before, and none does now. */
    private static void keep(String... names) {
        Map<String, View> views = new LinkedHashMap<>();
        for (String name : names) {
            views.put(name, new View("sensors", name, "readings", List.of("name"), null, List.of(new Count("n"))));
        }
        STORE.get().prepare(withViews(views));
        STORE.get().prepare(withViews(Map.of()));
    }

    private static Lab withViews(Map<String, View> views) {
        Lab lab = TestLab.LAB;
        return new Lab(lab.name(), lab.title(), lab.folder(), lab.streams(), views, List.of());
    }

    private static List<String> keptViews() {
        return STORE.get().kept("sensors").views().stream()
                .map(view -> "sensors." + view)
                .toList();
    }

    private static String detail(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body()).path("detail").asText();
    }
}
