package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.store.archive.ArchivedEvent;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import datalab.testkit.store.StoreLab;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Points of streams and views for charts, over a real PostgreSQL. */
class PointsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CampusLab CAMPUS = CampusLab.of(CampusLab.FILE);
    private static final String AIR = "/labs/campus/streams/air";
    private static final String HOURLY = "/labs/campus/views/air_hourly";
    private static final int EVENTS = 4_000;

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final RunningWeb web = new RunningWeb(CAMPUS.lab(), STORE.get());

    /** An event in each third of a minute: of two stations in turn, on one floor of which a value is missing now and then. */
    @BeforeAll
    static void fill() {
        Random random = new Random(1);
        STORE.get().prepare(CAMPUS.lab());
        List<ArchivedEvent> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            Instant time = StoreLab.START.plusSeconds(i * 20L);
            String station = i % 2 == 0 ? "a" : "b\"";
            @Nullable Double no2 = random.nextInt(9) == 0 ? null : Double.valueOf(random.nextInt(1_000));
            events.add(CAMPUS.air(0, i, time, station, 1.0, no2));
        }
        CAMPUS.commit(STORE.get(), "air", 0, events);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @AfterAll
    static void drop() {
        STORE.get().drop(STORE.get().kept(CAMPUS.lab().name()), () -> {});
    }

    @ParameterizedTest
    @CsvSource({
        "'', 100, PT2H",
        "'&fields=station,at,no2', 100, PT1H",
        "'&from=2026-03-01T15:00:00Z&to=2026-03-01T18:00:00Z', 60, PT30M",
        "'&station=a&fields=at,no2', 400, PT15M"
    })
    void keepTheExtremesOfEachBucketOfAStream(String narrowed, int points, String bucket) throws Exception {
        List<JsonNode> all = pages(AIR + "?limit=1000" + narrowed);

        HttpResponse<String> answer = web.get(AIR + "?points=" + points + narrowed);

        List<JsonNode> rows = rows(answer);
        assertThat(RunningWeb.header(answer, "datalab-bucket")).isEqualTo(bucket);
        assertThat(all).containsAll(rows);
        assertThat(rows).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(2 * points + 24);
        assertThat(rows.stream().map(row -> row.get("at").textValue()).toList()).isSorted();
        assertKeepsExtremes(all, rows, Duration.parse(bucket), "at");
        assertThat(JSON.readTree(answer.body()).get("after").isNull()).isTrue();
    }

    @Test
    void areOfTheRowsThatAreChosenByColumns() throws Exception {
        String hourly = HOURLY + "?n.min=80&points=200";

        List<String> chosen = new ArrayList<>();
        JSON.readTree(web.get(hourly).body())
                .get("rows")
                .forEach(row -> chosen.add(row.get("n").asText()));

        assertThat(chosen).isNotEmpty().allMatch(n -> Integer.parseInt(n) >= 80);
        assertThat(JSON.readTree(web.get(HOURLY + "?points=200").body()).get("rows"))
                .hasSizeGreaterThan(chosen.size());
    }

    @Test
    void keepTheExtremesOfEachBucketOfAView() throws Exception {
        List<JsonNode> all = pages(HOURLY + "?limit=1000");

        HttpResponse<String> answer = web.get(HOURLY + "?points=12");

        assertThat(RunningWeb.header(answer, "datalab-bucket")).isEqualTo("PT12H");
        assertThat(all)
                .containsAll(rows(answer))
                .hasSizeGreaterThan(rows(answer).size());
        assertKeepsExtremes(all, rows(answer), Duration.ofHours(12), "window_start");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&to=2026-03-01T12:10:00Z", "&from=2026-03-02T10:00:00Z", "&from=2030-01-01", "&station=c"})
    void areAllRowsWhereThereAreFew(String narrowed) throws Exception {
        HttpResponse<String> answer = web.get(AIR + "?points=1000" + narrowed);

        assertThat(rows(answer)).isEqualTo(pages(AIR + "?limit=1000" + narrowed));
        assertThat(RunningWeb.header(answer, "datalab-bucket")).isEmpty();
        assertThat(rows(web.get(HOURLY + "?points=1000"))).isEqualTo(pages(HOURLY + "?limit=1000"));
    }

    @Test
    void comeInEitherOrderAndFormat() throws Exception {
        List<JsonNode> newestFirst = new ArrayList<>(rows(web.get(AIR + "?points=50&order=desc")));
        Collections.reverse(newestFirst);

        assertThat(newestFirst).isEqualTo(rows(web.get(AIR + "?points=50")));
        assertThat(web.get(AIR + "?points=50&format=csv").body().lines()).hasSize(1 + newestFirst.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            points=3              | points is '3', expected a whole number from 4 to 10000
            points=0              | points is '0', expected a whole number from 1 to 10000
            points=10001          | points is '10001', expected a whole number from 1 to 10000
            points=many           | points is 'many', expected a whole number from 1 to 10000
            points=50&limit=9     | limit is given with points
            points=50&after=x     | after is given with points
            points=50&sort=no2    | sort is given with points
            points=50&latest=1    | latest is given with points
            """)
    void refuseWhatDoesNotGoTogether(String query, String detail) throws Exception {
        for (String path : List.of(AIR, HOURLY)) {
            HttpResponse<String> answer = web.get(path + "?" + query);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).get("detail").textValue()).startsWith(detail);
        }
    }

    @Test
    void areOfViewsWithWindowsAlone() {
        assertThat(web.get("/labs/campus/views/air_latest?points=50").statusCode())
                .isEqualTo(400);
    }

    @Test
    void areDescribed() throws Exception {
        JsonNode document = JSON.readTree(web.get("/openapi.json").body());

        assertThat(document.at("/components/parameters/points/schema/maximum").intValue())
                .isEqualTo(10_000);
    }

    private static void assertKeepsExtremes(List<JsonNode> all, List<JsonNode> kept, Duration bucket, String time) {
        Map<String, List<JsonNode>> left = buckets(kept, bucket, time);
        buckets(all, bucket, time).forEach((name, rows) -> {
            List<JsonNode> some = left.getOrDefault(name, List.of());
            assertThat(some).as(name).contains(rows.getFirst(), rows.getLast());
            assertThat(extremes(some)).as(name).isEqualTo(extremes(rows));
        });
    }

    private static Map<String, List<JsonNode>> buckets(List<JsonNode> rows, Duration bucket, String time) {
        Map<String, List<JsonNode>> buckets = new HashMap<>();
        for (JsonNode row : rows) {
            long number = Instant.parse(row.get(time).textValue()).getEpochSecond() / bucket.toSeconds();
            buckets.computeIfAbsent(row.path("station") + " " + number, same -> new ArrayList<>())
                    .add(row);
        }
        return buckets;
    }

    private static List<Double> extremes(List<JsonNode> rows) {
        TreeSet<Double> values = new TreeSet<>();
        rows.stream()
                .map(row -> row.get("no2"))
                .filter(value -> !value.isNull())
                .forEach(value -> values.add(value.doubleValue()));
        return values.isEmpty() ? List.of() : List.of(values.first(), values.last());
    }

    private static List<JsonNode> rows(HttpResponse<String> answer) throws JsonProcessingException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> rows = new ArrayList<>();
        JSON.readTree(answer.body()).get("rows").forEach(rows::add);
        return rows;
    }

    private List<JsonNode> pages(String path) throws JsonProcessingException {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        do {
            HttpResponse<String> answer = web.get(path + after);
            all.addAll(rows(answer));
            JsonNode next = JSON.readTree(answer.body()).get("after");
            after = next.isNull() ? "" : "&after=" + next.textValue();
        } while (!after.isEmpty());
        return all;
    }
}
