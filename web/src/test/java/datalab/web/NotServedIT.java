package datalab.web;

import static datalab.web.RunningWeb.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.LabFile;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import datalab.store.batch.EpochCut;
import datalab.store.batch.Generation;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import datalab.testkit.store.CommitBuilder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A view that cannot be served now: it is being built, or another process serves it by a newer lab.yaml. */
class NotServedIT {
    private static final String COUNT = "/count";

    /** Whose view groups by a field that the lab of this process has not. */
    private static final String BY_ROOM = """
            lab: sensors
            streams:
              readings: {key: name, time: timestamp, fields: {name: string, room: string}}
            views:
              latest: {of: readings, by: [name], keep: last}
              per_minute: {of: readings, by: [room], every: 1m, n: count}
            """;

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final RunningWeb web = new RunningWeb(withRoute(TestLab.LAB), STORE.get());

    @AfterEach
    void stop() {
        web.close();
        TestLab.drop(STORE.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/labs/sensors/views/per_minute", "/labs/sensors/views/per_minute?format=csv", COUNT})
    void asksToComeBackWhileAViewIsBuilt(String path) throws Exception {
        beginBuilding();

        HttpResponse<String> answer = web.get(path, "Accept", "text/csv, */*;q=0.1");

        assertUnavailable(
                answer,
                "view per_minute is being built from the archive;"
                        + " GET /labs/sensors/views/per_minute/batches tells how far it is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/labs/sensors/views/per_minute", COUNT})
    void saysThatItMustBeRestartedWithTheNewerFile(String path) throws Exception {
        STORE.get().prepare(TestLab.LAB);
        prepareElsewhere(BY_ROOM);

        HttpResponse<String> answer = web.get(path);

        assertUnavailable(
                answer,
                "view per_minute is served as a newer lab.yaml of another process declares it;"
                        + " this process must be restarted with that");
    }

    @Test
    void servesTheOthersAndTellsOfTheBuilding() {
        beginBuilding();

        assertThat(web.get("/labs/sensors/views/latest").statusCode()).isEqualTo(200);
        assertThat(web.get("/labs/sensors/views/per_minute/batches").statusCode())
                .isEqualTo(200);
        assertThat(web.get("/labs/sensors").statusCode()).isEqualTo(200);
        assertThat(web.get("/labs/sensors/streams/readings").statusCode()).isEqualTo(200);
    }

    @Test
    void servesARouteAsSoonAsItsViewIsThere() {
        beginBuilding();
        HttpResponse<String> before = web.get(COUNT);
        build();

        HttpResponse<String> after = web.get(COUNT);

        assertThat(before.statusCode()).isEqualTo(503);
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo("{\"count\":0}");
    }

    /** The view is declared where the log has been read already, though its one record became no event. */
    private static void beginBuilding() {
        Lab lab = TestLab.LAB;
        STORE.get()
                .prepare(new Lab(
                        lab.name(),
                        lab.title(),
                        lab.folder(),
                        lab.streams(),
                        Map.of("latest", TestLab.LATEST),
                        List.of()));
        TestLab.commit(STORE.get(), CommitBuilder.of(TestLab.STREAM, 0, 0, 1));
        STORE.get().prepare(lab);
    }

    private static void build() {
        BatchStore batches = STORE.get().batches();
        ViewFold fold = new ViewFold(TestLab.PER_MINUTE, TestLab.STREAM);
        BatchRun run = batches.claim("sensors", "per_minute", BatchKind.RECOMPUTE, "test", Duration.ofMinutes(1))
                .orElseThrow();
        EpochCut cut = batches.cut(run, TestLab.STREAM);
        batches.publish(run, TestLab.STREAM, fold, new Generation(batches.begin(run, fold), cut.epoch(), null));
    }

    private static void prepareElsewhere(String yaml) {
        Lab lab = ((LabFile.Valid) LabFile.parse("lab.yaml", Path.of("."), yaml)).lab();
        try (PostgresStore other = new PostgresStore(STORE.settings())) {
            other.start();
            other.prepare(lab);
        }
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
