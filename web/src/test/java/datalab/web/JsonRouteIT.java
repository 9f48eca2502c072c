package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.Route.Cache;
import datalab.lab.Route.Entry;
import datalab.lab.event.Coordinate;
import datalab.lab.view.ViewFold;
import datalab.store.ledger.Commit;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes that put one object together from views, over a real PostgreSQL. */
class JsonRouteIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ENTRIES_MAX = 6_000;
    private static final Route.Cache NEVER = Cache.NONE;

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private final StoreLab kept = StoreLab.fresh();
    private final Lab lab = withRoutes(kept.lab());
    private final PostgresStore store = new PostgresStore(POSTGRES.settings());
    private final RunningWeb web = new RunningWeb(lab, store);

    @BeforeEach
    void prepare() {
        store.start();
        store.prepare(lab);
    }

    @AfterEach
    void stop() {
        web.close();
        store.close();
    }

    @Test
    void answersBeforeThereIsAnything() {
        assertThat(web.get("/summary").body()).isEqualTo("{\"top\":null,\"n\":null,\"Count\":0,\"high\":null}");
        assertThat(web.get("/history").body()).isEqualTo("{\"history\":[]}");
    }

    @Test
    void answersAValueOfTheOnlyRowAndOfAllRowsTogether() throws Exception {
        keepOneAMinute(0, 9);

        JsonNode summary = JSON.readTree(web.get("/summary").body());

        assertThat(summary).isEqualTo(JSON.readTree("""
                {"top": {"name": "sensor2", "value": 8}, "n": 9, "Count": 9, "high": 8}
                """));
    }

    /** Two sensors share a minute here and there; more rows than one page of the store has. */
    @Test
    void runsOverAllWindowsInOrderOfTime() throws Exception {
        keepOneAMinute(0, 5_500);
        keepOneAMinute(1, 300);

        JsonNode history = history("");

        long expected = 0;
        for (int i = 0; i < 5_500; i++) {
            expected += i < 300 ? 2 : 1;
            assertThat(history.get(i).get("n").longValue()).isEqualTo(expected);
            assertThat(history.get(i).get("time").textValue()).isEqualTo(minute(i));
        }
        assertThat(history).hasSize(5_500);
    }

    @Test
    void givesAnEntryTheSameIdWhateverItTellsByNow() throws Exception {
        keepOneAMinute(0, 3);
        List<String> before = ids(history(""));
        keepOneAMinute(1, 4);

        List<String> after = ids(history(""));

        assertThat(after).hasSize(4).doesNotHaveDuplicates().startsWith(before.toArray(String[]::new));
        assertThat(ids(history("?from=" + minute(1) + "&to=" + minute(2)))).containsExactly(before.get(1));
        assertThat(before.getFirst()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=2, 1 2",
        "?limit=9, 1 2 3 4 5 6 7 8 9",
        "?from=2026-03-01T12:07:00Z, 8 9",
        "?from=2026-03-01T12:03:30Z&limit=1, 5",
        "?to=2026-03-01T12:02:00Z, 1 2",
        "?from=2030-01-01, ''"
    })
    void countsFromTheBeginningWhereverOneLooks(String narrowed, String totals) throws Exception {
        keepOneAMinute(0, 9);

        List<String> found = new ArrayList<>();
        history(narrowed).forEach(entry -> found.add(entry.get("n").asText()));

        assertThat(String.join(" ", found)).isEqualTo(totals);
    }

    @Test
    void asksToNarrowAQuestionWithTooManyEntries() throws Exception {
        keepOneAMinute(0, ENTRIES_MAX + 1);

        HttpResponse<String> all = web.get("/history");

        assertThat(all.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(all.body()).get("max_rows").intValue()).isEqualTo(ENTRIES_MAX);
        assertThat(JSON.readTree(all.body()).get("detail").textValue()).contains("from, to, limit");
        assertThat(history("?limit=" + ENTRIES_MAX)).hasSize(ENTRIES_MAX);
        assertThat(history("?from=" + minute(1))).hasSize(ENTRIES_MAX);
    }

    @ParameterizedTest
    @CsvSource({"/summary?from=2026-03-01", "/history?name=a", "/history?limit=0", "/history?limit=6001"})
    void refusesParametersItDoesNotTake(String question) {
        assertThat(web.get(question).statusCode()).isEqualTo(400);
    }

    @Test
    void keepsAnAnswerForItsTime() {
        HttpResponse<String> empty = web.get("/kept");
        keepOneAMinute(0, 5);

        HttpResponse<String> same = web.get("/kept");

        assertThat(same.body()).isEqualTo(empty.body()).isEqualTo("{\"Count\":0}");
        assertThat(RunningWeb.header(same, "cache-control")).isEqualTo("max-age=3600");
        assertThat(web.get("/kept", "If-None-Match", RunningWeb.header(same, "etag"))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void isDescribed() throws Exception {
        JsonNode document = JSON.readTree(web.get("/openapi.json").body());
        JsonNode history = document.at("/paths/~1history/get");

        assertThat(history.at("/parameters")).hasSize(3);
        assertThat(history.at("/responses/200/content/application~1json/schema/properties/history/items/properties")
                        .fieldNames())
                .toIterable()
                .containsExactly("id", "time", "n");
        assertThat(document.at("/paths/~1summary/get/parameters").isMissingNode())
                .isTrue();
        assertThat(web.get("/labs/" + lab.name()).body())
                .contains("{\"method\":\"GET\",\"path\":\"/summary\",\"stream\":null}");
    }

    private static Lab withRoutes(Lab lab) {
        Map<String, Route.Part> summary = new LinkedHashMap<>();
        summary.put("top", new Route.One("everything", "top"));
        summary.put("n", new Route.One("total", "n"));
        summary.put("Count", new Route.Total("per_minute", "n"));
        summary.put("high", new Route.Total("by_name", "high"));
        Map<String, Entry> entry = new LinkedHashMap<>();
        entry.put("id", Entry.ROW_ID);
        entry.put("time", Entry.TIME);
        entry.put("n", Entry.VALUE);
        Map<String, Route.Part> history = Map.of("history", new Route.Running("per_minute", "n", entry));
        Map<String, Route.Part> count = Map.of("Count", new Route.Total("per_minute", "n"));
        Cache hour = new Cache(Duration.ofHours(1), Duration.ZERO);
        List<Route> routes = List.of(
                new Route.Json("GET", "/summary", summary, ENTRIES_MAX, NEVER),
                new Route.Json("GET", "/history", history, ENTRIES_MAX, NEVER),
                new Route.Json("GET", "/kept", count, ENTRIES_MAX, hour));
        return new Lab(lab.name(), lab.title(), lab.folder(), lab.streams(), lab.views(), routes);
    }

    /** As many readings in one partition, each in a minute of its own. */
    private void keepOneAMinute(int partition, int count) {
        CommitBuilder step = CommitBuilder.of(kept.readings(), partition, 0, count);
        for (int i = 0; i < count; i++) {
            String name = "sensor" + (i + partition) % 3;
            step.events(StoreLab.event(
                    kept.readings(),
                    new Coordinate(partition, i),
                    StoreLab.START.plus(Duration.ofMinutes(i)).plusMillis(i % 1_000),
                    name,
                    (double) i,
                    (long) i,
                    null,
                    null));
        }
        for (String view : List.of("everything", "total", "by_name", "per_minute")) {
            step.folded(new ViewFold(kept.view(view), kept.readings()));
        }
        store.ledger().progress(kept.readings(), partition);
        assertThat(store.ledger().commit(step.commit())).isEqualTo(new Commit.Outcome.Done());
    }

    private JsonNode history(String query) throws JsonProcessingException {
        HttpResponse<String> answer = web.get("/history" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).get("history");
    }

    private static String minute(int number) {
        return StoreLab.START.plus(Duration.ofMinutes(number)).toString();
    }

    private static List<String> ids(JsonNode history) {
        List<String> ids = new ArrayList<>();
        history.forEach(entry -> ids.add(entry.get("id").textValue()));
        return ids;
    }
}
