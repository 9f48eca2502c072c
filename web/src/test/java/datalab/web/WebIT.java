package datalab.web;

import static datalab.web.RunningWeb.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebIT {
    private static final String EVENTS = "/labs/sensors/streams/readings";
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final InterceptedStore store = new InterceptedStore(STORE.get());
    private final RunningWeb web = new RunningWeb(store.store());
    private int kept;

    @BeforeEach
    void prepare() {
        STORE.get().prepare(TestLab.LAB);
    }

    @AfterEach
    void stop() {
        web.close();
        TestLab.drop(STORE.get());
    }

    @Test
    void answersAPageOfEvents() throws Exception {
        fill(3);

        HttpResponse<String> answer = web.get(EVENTS);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree("""
                {"rows": [
                  {"name": "sensor0", "value": 0, "count": 0, "ok": true, "timestamp": "2024-05-01T12:00:00Z",
                   "_time": "2024-05-01T12:00:00Z", "_arrived": "2024-05-01T12:00:00.005Z", "_at": "0:0",
                   "_origin": "observed"},
                  {"name": "sensor1", "value": 0.5, "count": 1, "ok": false, "timestamp": "2024-05-01T12:00:01Z",
                   "_time": "2024-05-01T12:00:01Z", "_arrived": "2024-05-01T12:00:01.005Z", "_at": "0:1",
                   "_origin": "observed"},
                  {"name": "sensor2", "value": 1, "count": 2, "ok": true, "timestamp": "2024-05-01T12:00:02Z",
                   "_time": "2024-05-01T12:00:02Z", "_arrived": "2024-05-01T12:00:02.005Z", "_at": "0:2",
                   "_origin": "observed"}],
                 "after": null}
                """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"asc", "desc"})
    void pagesHoldEveryEventOnce(String order) throws Exception {
        fill(25);
        List<String> places = new ArrayList<>();

        String after = "";
        do {
            JsonNode page = JSON.readTree(
                    web.get(EVENTS + "?limit=7&order=" + order + after).body());
            page.get("rows").forEach(row -> places.add(row.get("_at").textValue()));
            after = page.get("after").isNull()
                    ? ""
                    : "&after=" + page.get("after").textValue();
        } while (!after.isEmpty());

        assertThat(places).hasSize(25).doesNotHaveDuplicates();
        assertThat(places.getFirst()).isEqualTo(order.equals("asc") ? "0:0" : "0:24");
    }

    @Test
    void linksToTheNextPage() {
        fill(5);

        HttpResponse<String> first = web.get(EVENTS + "?limit=3&format=csv");
        String link = header(first, "link");
        HttpResponse<String> next = web.get(EVENTS + link.substring(1, link.indexOf('>')));

        assertThat(first.body().lines()).hasSize(4);
        assertThat(next.body().lines()).hasSize(3);
        assertThat(next.headers().firstValue("link")).isEmpty();
    }

    @Test
    void narrowsByTypedFieldsAndTimes() throws Exception {
        fill(25);

        HttpResponse<String> answer =
                web.get(EVENTS + "?name=sensor1&ok=true&from=2024-05-01T12:00:05Z&to=2024-05-01" + "%2012:00:20");

        assertThat(JSON.readTree(answer.body()).findValuesAsText("_at")).containsExactly("0:10", "0:16");
    }

    @Test
    void writesCsv() {
        fill(2);

        HttpResponse<String> answer = web.get(EVENTS, "Accept", "text/csv");

        assertThat(header(answer, "content-type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(answer.body()).isEqualTo("""
                name,value,count,ok,timestamp,_time,_arrived,_at,_origin,_extra,_flags
                sensor0,0.0,0,true,2024-05-01T12:00:00Z,2024-05-01T12:00:00Z,2024-05-01T12:00:00.005Z,0:0,observed,,
                sensor1,0.5,1,false,2024-05-01T12:00:01Z,2024-05-01T12:00:01Z,2024-05-01T12:00:01.005Z,0:1,observed,,
                """);
    }

    @Test
    void writesNdjson() throws Exception {
        fill(2);

        List<String> lines = web.get(EVENTS + "?format=ndjson").body().lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(JSON.readTree(lines.get(1)).get("_at").textValue()).isEqualTo("0:1");
    }

    @Test
    void answersARouteAsABareArrayWithItsOwnTimes() throws Exception {
        fill(2);

        HttpResponse<String> answer = web.get("/all_readings");

        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree("""
                [{"name": "sensor0", "value": 0, "count": 0, "ok": true, "timestamp": "2024-05-01 12:00:00"},
                 {"name": "sensor1", "value": 0.5, "count": 1, "ok": false, "timestamp": "2024-05-01 12:00:01"}]
                """));
        assertThat(header(answer, "cache-control")).isEqualTo("max-age=30, stale-while-revalidate=300");
        assertThat(header(answer, "age")).isEqualTo("0");
    }

    @Test
    void asksTheStoreOnceForARouteThatIsCached() {
        fill(3);

        web.get("/all_readings");
        web.get("/all_readings?limit=2");
        HttpResponse<String> again = web.get("/all_readings");

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(store.questions).hasValue(2);
    }

    @Test
    void asksToNarrowARouteWithTooManyRows() throws Exception {
        fill(101);

        HttpResponse<String> all = web.get("/all_readings");
        HttpResponse<String> some = web.get("/all_readings?limit=100");

        assertThat(all.statusCode()).isEqualTo(422);
        assertThat(problem(all)).contains("more than 100 rows", "from, to, limit, name");
        assertThat(JSON.readTree(some.body())).hasSize(100);
    }

    @Test
    void answersNotModifiedToWhoHasIt() {
        fill(100);
        HttpResponse<String> first = web.get(EVENTS);

        HttpResponse<String> again = web.get(EVENTS, "If-None-Match", header(first, "etag"));
        fill(1);
        HttpResponse<String> changed = web.get(EVENTS, "If-None-Match", header(first, "etag"));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().firstValue("content-length")).isEmpty();
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "etag")).isEqualTo(header(first, "etag"));
        assertThat(header(again, "cache-control")).isEqualTo("no-cache");
        assertThat(changed.statusCode()).isEqualTo(200);
    }

    @Test
    void compressesForWhoTakesIt() throws Exception {
        fill(100);
        HttpRequest request = HttpRequest.newBuilder(web.uri(EVENTS))
                .header("Accept-Encoding", "gzip")
                .build();

        HttpResponse<InputStream> answer = web.client().send(request, HttpResponse.BodyHandlers.ofInputStream());

        assertThat(header(answer, "content-encoding")).isEqualTo("gzip");
        assertThat(header(answer, "vary")).contains("Accept-Encoding");
        assertThat(header(answer, "etag")).endsWith("-gzip\"");
        assertThat(JSON.readTree(new GZIPInputStream(answer.body())).get("rows"))
                .hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {EVENTS, "/labs", "/all_readings", "/health/live", "/openapi.json", "/labs/nothing"})
    void answersHeadAsGetWithoutABody(String path) {
        fill(3);
        HttpResponse<String> get = web.get(path);

        HttpResponse<String> head = web.send("HEAD", path);

        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "content-type")).isEqualTo(header(get, "content-type"));
        assertThat(header(head, "content-length")).isEqualTo(header(get, "content-length"));
    }

    @Test
    void tellsLagAndCounts() throws Exception {
        TestLab.commit(STORE.get(), TestLab.step(0, 10).duplicates(2));

        JsonNode stream =
                JSON.readTree(web.get("/labs/sensors").body()).get("streams").get(0);

        assertThat(stream.get("lag").intValue()).isEqualTo(2);
        assertThat(stream.get("accepted").intValue()).isEqualTo(10);
        assertThat(stream.get("duplicates").intValue()).isEqualTo(2);
        assertThat(stream.get("partitions").get(0))
                .isEqualTo(JSON.readTree(
                        "{\"partition\":0,\"next_offset\":10,\"end_offset\":12,\"epoch\":0,\"alarm\":null}"));
    }

    @Test
    void tellsEachDeclaredSource() throws Exception {
        JsonNode stream =
                JSON.readTree(web.get("/labs/sensors").body()).get("streams").get(0);

        assertThat(stream.get("inputs"))
                .isEqualTo(JSON.readTree("{\"mqtt\":[\"sensors\"],\"http\":[\"/ingress/reading\"],\"csv\":[]}"));
        assertThat(stream.get("sources"))
                .isEqualTo(JSON.readTree("[{\"label\":\"MQTT\",\"text\":\"sensors\"},"
                        + "{\"label\":\"POST\",\"text\":\"/ingress/reading\"}]"));
    }

    @Test
    void timesRequestsByPatternAndStatus() {
        fill(1);

        web.get(EVENTS);
        web.get("/labs/sensors/streams/none");
        web.get("/invented/path");

        // A request is counted once its answer is on its way, so the client may be faster.
        await().untilAsserted(() -> assertThat(
                        web.meters.find("datalab.web.requests").timers())
                .extracting(timer ->
                        timer.getId().getTag("path") + " " + timer.getId().getTag("status") + " " + timer.count())
                .containsExactlyInAnyOrder(
                        "/labs/{lab}/streams/{stream} 200 1", "/labs/{lab}/streams/{stream} 404 1", "none 404 1"));
    }

    private void fill(int count) {
        TestLab.commit(STORE.get(), TestLab.step(kept, kept + count));
        kept += count;
    }

    private static String problem(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body()).path("detail").asText();
    }
}
