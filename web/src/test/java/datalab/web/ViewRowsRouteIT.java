package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.Lab;
import datalab.store.archive.ArchivedEvent;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestStore;
import datalab.testkit.store.StoreLab;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that serve the rows of views, and of views that are joined, over a real PostgreSQL. */
class ViewRowsRouteIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = StoreLab.START;

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final PostgresStore store = STORE.get();
    private final CampusLab campus = CampusLab.of(CampusLab.FILE);
    private final Lab lab = campus.lab();
    private final RunningWeb web = new RunningWeb(lab, store);

    @BeforeEach
    void prepare() {
        store.prepare(lab);
    }

    @AfterEach
    void stop() {
        web.close();
        store.drop(store.kept(lab.name()), () -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"/air", "/latest", "/full", "/left", "/inner", "/three", "/no-windows"})
    void answersAnEmptyArrayBeforeThereIsAnything(String path) {
        assertThat(web.get(path).body()).isEqualTo("[]");
    }

    /** More of them than one page of the store has. */
    @Test
    void servesTheRowsOfTheViewItself() throws Exception {
        List<ArchivedEvent> many = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            many.add(campus.air(
                    0, i, START.plus(Duration.ofHours(i / 4)), CampusLab.STATIONS.get(i % 4), 1.0, (double) i));
        }
        campus.commit(store, "air", 0, many);

        List<JsonNode> served = rows("/air");

        assertThat(served).hasSize(6_000).isEqualTo(withFloorAsText(pages("air_hourly")));
        assertThat(rows("/latest")).hasSize(4).isEqualTo(withoutMetadata(pages("air_latest")));
    }

    @Test
    void joinsAsSqlDoes() throws Exception {
        campus.commitAtRandom(store, new Random(1), 400);

        assertThat(sorted(rows("/full"))).isEqualTo(sqlJoin("full")).hasSizeGreaterThan(100);
        assertThat(sorted(rows("/left"))).isEqualTo(sqlJoin("left")).hasSizeGreaterThan(50);
        assertThat(sorted(rows("/inner"))).isEqualTo(sqlJoin("inner")).hasSizeGreaterThan(20);
    }

    @Test
    void answersInTheOrderOfWindowAndGroupWhateverViewARowIsOf() throws Exception {
        campus.commitAtRandom(store, new Random(2), 400);
        List<JsonNode> inner = new ArrayList<>(rows("/full"));
        List<JsonNode> ofAir = new ArrayList<>(inner);

        inner.removeIf(row -> row.get("n").isNull() || row.get("m").isNull());
        ofAir.removeIf(row -> row.get("n").isNull());

        assertThat(inner).isEqualTo(rows("/inner"));
        assertThat(ofAir).isEqualTo(rows("/left"));
        assertThat(ofAir).extracting(row -> row.get("no2")).isEqualTo(column(rows("/air"), "no2"));
        assertThat(column(rows("/full"), "at").stream().map(JsonNode::textValue))
                .isSorted();
    }

    /** Late events of one stream give rows of their own, and change those that are there. */
    @Test
    void showsLateData() throws Exception {
        campus.commit(store, "air", 0, List.of(campus.air(0, 0, START, "a", 1.0, 3.0)));
        campus.commit(store, "weather", 0, List.of(campus.weather(0, 0, START, "a", 1.0, 5.0)));
        assertThat(rows("/full")).hasToString("""
                [{"s":"a","f":"1","at":"2026-03-01T12:00:00Z","n":1,"m":1,"no2":3,"wind":5}]""");

        campus.commit(store, "air", 1, List.of(campus.air(1, 0, START.plusSeconds(9), "a", 1.0, 4.0)));
        campus.commit(store, "weather", 1, List.of(campus.weather(1, 0, START.minusSeconds(9), "a", 1.0, 6.0)));

        assertThat(rows("/full")).hasToString("""
                [{"s":"a","f":"1","at":"2026-03-01T11:00:00Z","n":null,"m":1,"no2":null,"wind":6}, \
                {"s":"a","f":"1","at":"2026-03-01T12:00:00Z","n":2,"m":1,"no2":4,"wind":5}]""");
    }

    @Test
    void joinsMoreThanTwoAndThoseWithoutWindows() throws Exception {
        campus.commit(
                store,
                "air",
                0,
                List.of(campus.air(0, 0, START, "a", 1.0, 3.0), campus.air(0, 1, START, "b", null, 4.0)));
        campus.commit(
                store,
                "weather",
                0,
                List.of(campus.weather(0, 0, START, "a", 1.0, 5.0), campus.weather(0, 1, START, "c", 1.0, 6.0)));

        assertThat(rows("/three")).hasToString("""
                [{"at":"2026-03-01T12:00:00Z","n":1,"m":1,"highest":3}, \
                {"at":"2026-03-01T12:00:00Z","n":1,"m":null,"highest":4}, \
                {"at":"2026-03-01T12:00:00Z","n":null,"m":1,"highest":null}]""");
        assertThat(rows("/no-windows")).hasToString("""
                [{"station":"a","floor":1,"no2":3,"at":"2026-03-01T12:00:00Z","wind":5,"n":1}, \
                {"station":"b","floor":null,"no2":4,"at":"2026-03-01T12:00:00Z","wind":null,"n":null}, \
                {"station":"c","floor":null,"no2":null,"at":null,"wind":6,"n":1}]""");
    }

    @ParameterizedTest
    @CsvSource({
        "/full?from=2026-03-01T13:00:00Z, 5",
        "/full?to=2026-03-01T13:00:00Z, 1",
        "/full?from=2026-03-01T21:00, 5",
        "/full?to=2026-03-02, 4",
        "/full?station=a, 2",
        "/full?station=a&floor=1, 2",
        "/full?station=z, 0",
        "/full?limit=3, 3",
        "/inner?limit=3, 0",
        "/full?from=2026-03-01T21:00&limit=2&floor=2, 2"
    })
    void narrowsAllViewsAlike(String question, int rows) throws Exception {
        campus.commit(
                store,
                "air",
                0,
                List.of(
                        campus.air(0, 0, START, "a", 1.0, 3.0),
                        campus.air(0, 1, hour(1), "b", 2.0, 4.0),
                        campus.air(0, 2, hour(4), "b", 2.0, 4.0)));
        campus.commit(
                store,
                "weather",
                0,
                List.of(
                        campus.weather(0, 0, hour(1), "a", 1.0, 5.0),
                        campus.weather(0, 1, hour(3), "b", 1.0, 6.0),
                        campus.weather(0, 2, hour(5), "c", 2.0, 6.0)));

        assertThat(rows(question)).hasSize(rows);
    }

    @Test
    void writesWindowsInTheZoneOfTheFirstStream() throws Exception {
        campus.commit(store, "air", 0, List.of(campus.air(0, 0, Instant.parse("2026-03-01T16:30:00Z"), "a", 1.0, 3.0)));

        assertThat(rows("/local")).hasToString("[{\"at\":\"2026-03-02 00:00\",\"n\":1}]");
        assertThat(rows("/local?from=2026-03-02")).hasSize(1);
        assertThat(rows("/local?to=2026-03-02")).isEmpty();
    }

    @Test
    void writesWindowsOfACalendarInItsZone() throws Exception {
        Instant evening = Instant.parse("2026-03-01T16:30:00Z");
        campus.commit(store, "weather", 0, List.of(campus.weather(0, 0, evening, "a", 1.0, 3.0)));

        assertThat(rows("/days")).hasToString("[{\"window_start\":\"2026-03-02\",\"n\":1}]");
        assertThat(rows("/days?from=2026-03-02")).hasSize(1);
        assertThat(rows("/days?from=2026-03-02T00:01")).isEmpty();
    }

    @Test
    void asksToNarrowAQuestionWithTooManyRows() throws Exception {
        List<ArchivedEvent> six = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            six.add(campus.air(0, i, hour(i), "a", 1.0, 1.0));
        }
        campus.commit(store, "air", 0, six);

        HttpResponse<String> all = web.get("/few");
        HttpResponse<String> unmatched = web.get("/few-inner?limit=5");

        assertThat(all.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(all.body()).get("max_rows").intValue()).isEqualTo(5);
        assertThat(JSON.readTree(all.body()).get("detail").textValue())
                .endsWith("with from, to, limit, station, floor");
        assertThat(unmatched.statusCode()).isEqualTo(422);
        assertThat(unmatched.body()).contains("more than 5 rows of view air_hourly");
        assertThat(rows("/few?limit=5")).hasSize(5);
        assertThat(rows("/few?from=" + hour(1))).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/air?no2=1",
                "/air?limit=0",
                "/air?limit=100001",
                "/air?floor=first",
                "/full?from=yesterday",
                "/full?after=x",
                "/full?layer=speed",
                "/no-windows?from=2026-03-01",
                "/no-windows?floor=1"
            })
    void refusesParametersItDoesNotTake(String question) {
        assertThat(web.get(question).statusCode()).isEqualTo(400);
    }

    @Test
    void keepsAnAnswerForItsTime() {
        HttpResponse<String> empty = web.get("/kept");
        campus.commit(store, "air", 0, List.of(campus.air(0, 0, START, "a", 1.0, 3.0)));

        HttpResponse<String> same = web.get("/kept");

        assertThat(same.body()).isEqualTo(empty.body()).isEqualTo("[]");
        assertThat(RunningWeb.header(same, "cache-control")).isEqualTo("max-age=3600");
        assertThat(web.get("/kept", "If-None-Match", RunningWeb.header(same, "etag"))
                        .statusCode())
                .isEqualTo(304);
        assertThat(RunningWeb.header(web.get("/air"), "etag")).isNotEqualTo(RunningWeb.header(same, "etag"));
    }

    /** A process whose lab.yaml shows a column that the served definition has not. */
    @Test
    void asksToComeBackWhileAColumnIsBuilt() {
        campus.commit(store, "air", 0, List.of(campus.air(0, 0, START, "a", 1.0, 3.0)));
        Lab changed = CampusLab.of(CampusLab.FILE.replace("no2: max(no2)}", "no2: max(no2), low: min(no2)}"))
                .lab();
        store.prepare(changed);
        try (RunningWeb other = new RunningWeb(changed, store)) {
            assertThat(other.get("/local").statusCode()).isEqualTo(200);
            assertThat(other.get("/air").statusCode()).isEqualTo(503);
            assertThat(other.get("/air").body()).contains("view air_hourly is being built");
        }
    }

    @Test
    void isDescribed() throws Exception {
        JsonNode document = JSON.readTree(web.get("/openapi.json").body());
        JsonNode full = document.at("/paths/~1full/get");
        JsonNode row = full.at("/responses/200/content/application~1json/schema/items/properties");

        assertThat(full.at("/parameters").findValuesAsText("name"))
                .containsExactly("limit", "station", "floor", "station.none", "floor.min", "floor.max", "floor.none");
        assertThat(row.fieldNames()).toIterable().containsExactly("s", "f", "at", "n", "m", "no2", "wind");
        assertThat(row.at("/f/type").toString()).isEqualTo("[\"string\",\"null\"]");
        assertThat(row.at("/at/format").textValue()).isEqualTo("date-time");
        assertThat(web.get("/labs/campus").body())
                .contains("{\"method\":\"GET\",\"path\":\"/full\",\"stream\":null,"
                        + "\"views\":[\"air_hourly\",\"weather_hourly\"]}");
    }

    private static Instant hour(int number) {
        return START.plus(Duration.ofHours(number));
    }

    private List<JsonNode> rows(String path) throws JsonProcessingException {
        HttpResponse<String> answer = web.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return list(JSON.readTree(answer.body()));
    }

    /** All rows of a view, page by page. */
    private List<JsonNode> pages(String view) throws JsonProcessingException {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = JSON.readTree(web.get("/labs/campus/views/" + view + "?limit=2500" + after)
                    .body());
            all.addAll(list(page.get("rows")));
            after = page.get("after").isNull()
                    ? ""
                    : "&after=" + page.get("after").textValue();
        } while (!after.isEmpty());
        return all;
    }

    private static List<JsonNode> withFloorAsText(List<JsonNode> rows) throws JsonProcessingException {
        return list(
                JSON.readTree(rows.toString().replaceAll("\"floor\":([\\d.]+),\"window", "\"floor\":\"$1\",\"window")));
    }

    private static List<JsonNode> withoutMetadata(List<JsonNode> rows) {
        rows.forEach(row -> ((ObjectNode) row).remove(List.of("_time", "_at")));
        return rows;
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }

    private static List<JsonNode> column(List<JsonNode> rows, String name) {
        return rows.stream().map(row -> row.get(name)).toList();
    }

    private static List<String> sorted(List<JsonNode> rows) {
        return rows.stream().map(JsonNode::toString).sorted().toList();
    }

    /** The same join of the two SQL views, where a null of one is equal to a null of the other. */
    private static List<String> sqlJoin(String kind) throws JsonProcessingException {
        String rows = Sql.query(STORE.settings(), """
                select json_agg(json_build_object(
                    's', coalesce(a.station, w.station), 'f', coalesce(a.floor, w.floor)::text,
                    'at', to_char(coalesce(a.window_start, w.window_start) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                    'n', a.n, 'm', w.n, 'no2', a.no2, 'wind', w.wind))
                from campus.air_hourly a %s join campus.weather_hourly w
                on a.window_start = w.window_start and a.station = w.station and coalesce(a.floor, -1) = coalesce(w.floor, -1)
                """.formatted(kind));
        List<JsonNode> parsed = list(JSON.readTree(rows));
        return sorted(parsed);
    }
}
