package datalab.web;

import static datalab.web.RunningWeb.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.store.result.IncompatibleChange;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A view that cannot be served now: it is being built, or another process serves it by a newer lab.yaml. */
class NotServedIT {
    private static final String COUNT = "/count";

    private final MemoryStore store = new MemoryStore();
    private final RunningWeb web = new RunningWeb(withRoute(TestLab.LAB), store);

    @AfterEach
    void stop() {
        web.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/labs/sensors/views/per_minute", "/labs/sensors/views/per_minute?format=csv", COUNT})
    void asksToComeBackWhileAViewIsBuilt(String path) throws Exception {
        store.served = declared -> Optional.empty();

        HttpResponse<String> answer = web.get(path, "Accept", "text/csv, */*;q=0.1");

        assertUnavailable(
                answer,
                "view per_minute is being built from the archive;"
                        + " GET /labs/sensors/views/per_minute/batches tells how far it is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/labs/sensors/views/per_minute", COUNT})
    void saysThatItMustBeRestartedWithTheNewerFile(String path) throws Exception {
        store.served = declared -> {
            throw new IncompatibleChange("another group");
        };

        HttpResponse<String> answer = web.get(path);

        assertUnavailable(
                answer,
                "view per_minute is served as a newer lab.yaml of another process declares it;"
                        + " this process must be restarted with that");
    }

    @Test
    void servesTheOthersAndTellsOfTheBuilding() {
        store.served = declared ->
                Optional.of(declared).filter(fold -> !fold.view().name().equals("per_minute"));

        assertThat(web.get("/labs/sensors/views/latest").statusCode()).isEqualTo(200);
        assertThat(web.get("/labs/sensors/views/per_minute/batches").statusCode())
                .isEqualTo(200);
        assertThat(web.get("/labs/sensors").statusCode()).isEqualTo(200);
        assertThat(web.get("/labs/sensors/streams/readings").statusCode()).isEqualTo(200);
    }

    @Test
    void servesARouteAsSoonAsItsViewIsThere() {
        store.served = declared -> Optional.empty();
        HttpResponse<String> before = web.get(COUNT);
        store.served = Optional::of;

        HttpResponse<String> after = web.get(COUNT);

        assertThat(before.statusCode()).isEqualTo(503);
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo("{\"count\":0}");
    }

    private static void assertUnavailable(HttpResponse<String> answer, String detail) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        assertThat(header(answer, "retry-after")).isEqualTo("5");
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.path("status").intValue()).isEqualTo(503);
        assertThat(problem.path("detail").textValue()).isEqualTo(detail);
    }

    private static Lab withRoute(Lab lab) {
        Route count = new Route.Json(
                "GET",
                COUNT,
                Map.of("count", new Route.Total("per_minute", "n")),
                100,
                new Route.Cache(Duration.ofHours(1), Duration.ofHours(1)));
        return new Lab(lab.name(), lab.title(), lab.folder(), lab.streams(), lab.views(), List.of(count));
    }
}
