package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.LabFile;
import datalab.store.archive.ArchivedEvent;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestStore;
import datalab.testkit.store.CommitBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A view's rows merged into larger windows and fewer groups, over HTTP, beside what SQL says of the archive. */
class RollupIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant BEGINNING = Instant.parse("2022-12-30T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(7 * 60 + 11);
    private static final int COUNT = 2_000;
    private static final int VISITORS = 12_000;
    private static final String YAML = """
            lab: calendar
            streams:
              readings: {key: name, time: at, fields: {name: string, room: string, value: number}}
              visits: {key: id, time: at, fields: {id: integer}}
            views:
              hourly: {of: readings, by: [name, room], every: 1h, n: count, sum: sum(value), p: "quantile(value, 0.5)"}
              days: {of: readings, by: [room, name], every: 1d, p: "quantile(value, 0.5)", n: count, sum: sum(value)}
              halves: {of: readings, by: room, every: 30m, n: count}
              daily: {of: readings, by: name, every: 1d, zone: Asia/Shanghai, n: count}
              latest: {of: readings, by: name, keep: last}
              visitors: {of: visits, by: id, every: 1h, n: count}
            """;

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private static RunningWeb web;

    @BeforeAll
    static void fill() {
        if (!(LabFile.parse("calendar", Path.of("."), YAML) instanceof LabFile.Valid(Lab lab))) {
            throw new IllegalStateException(YAML);
        }
        STORE.get().prepare(lab);
        keep(lab, "readings", readings(lab));
        keep(lab, "visits", visits(lab));
        web = new RunningWeb(lab, STORE.get());
    }

    private static List<ArchivedEvent> readings(Lab lab) {
        EventStream stream = Objects.requireNonNull(lab.streams().get("readings"));
        List<ArchivedEvent> events = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            Instant time = BEGINNING.plus(STEP.multipliedBy(i));
            events.add(event(stream, i, time, "s" + i % 3, "r" + i % 5, (double) (i % 40)));
        }
        return events;
    }

    /** More ids than are read at once, on days of 25 hours, and one at a time when clocks were 44 minutes behind. */
    private static List<ArchivedEvent> visits(Lab lab) {
        EventStream stream = Objects.requireNonNull(lab.streams().get("visits"));
        List<ArchivedEvent> events = new ArrayList<>();
        events.add(event(stream, 0, Instant.parse("1971-06-01T00:10:00Z"), 0L));
        for (int i = 1; i <= VISITORS; i++) {
            events.add(event(stream, i, Instant.parse("2023-10-27T22:00:00Z").plusSeconds(23L * i), (long) i));
        }
        return events;
    }

    private static ArchivedEvent event(EventStream stream, int offset, Instant time, Object... values) {
        DecodedPayload payload = new DecodedPayload(values, time, Origin.OBSERVED, null);
        return new ArchivedEvent(new Event(stream, payload, time, new Coordinate(0, offset)), null);
    }

    private static void keep(Lab lab, String name, List<ArchivedEvent> events) {
        EventStream stream = Objects.requireNonNull(lab.streams().get(name));
        STORE.get().ledger().progress(stream, 0);
        CommitBuilder step = CommitBuilder.of(stream, 0, 0, events.size()).events(events);
        lab.views().values().stream()
                .filter(view -> view.stream().equals(name))
                .forEach(view -> step.folded(new ViewFold(view, stream)));
        STORE.get().ledger().commit(step.commit());
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @ParameterizedTest
    @CsvSource({
        "hourly, 1mo, month, Europe/Berlin",
        "hourly, 1d,  day,   America/New_York",
        "hourly, 1w,  week,  Australia/Sydney",
        "hourly, 1y,  year,  Asia/Shanghai",
        "hourly, 3mo, quarter, America/Sao_Paulo",
        "hourly, 1mo, month, UTC",
        "halves, 1mo, month, Asia/Kolkata",
        "halves, 1d,  day,   Australia/Lord_Howe",
        "daily,  1mo, month, Asia/Shanghai"
    })
    void equalsWhatSqlCountsInTheArchive(String view, String every, String unit, String zone) throws IOException {
        String sql = """
                select string_agg(start || ' ' || n, ',' order by start) from (
                    select to_char(date_trunc('%s', at, '%s') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as start,
                    count(*) as n from calendar.readings group by 1) as windows\
                """.formatted(unit, zone);

        List<String> rows = pages(view + "?limit=50&by=&every=" + every + "&zone=" + zone, "window_start", "n");

        assertThat(String.join(",", rows)).isEqualTo(Sql.query(STORE.settings(), sql));
    }

    @Test
    void groupsOfFewerFieldsWithAndWithoutWindows() throws IOException {
        assertThat(web.get("/labs/calendar/views/hourly?by=room&fields=room,n&format=csv")
                        .body())
                .isEqualTo("room,n\nr0,400\nr1,400\nr2,400\nr3,400\nr4,400\n");
        assertThat(pages("hourly?by=room,name&room=r1&limit=2&order=desc", "room", "name", "n"))
                .containsExactly("r1 s2 133", "r1 s1 134", "r1 s0 133");
        assertThat(pages("hourly?by=", "n", "sum")).containsExactly("2000 39000");
        assertThat(rows("hourly?by=").get("rows").get(0).get("p").asDouble()).isBetween(18.0, 21.0);
        assertThat(pages("latest?by=", "at")).hasSize(1);
        assertThat(rows("hourly?by=&from=2100-01-01").get("rows")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hourly   | every=1d&zone=Australia/Sydney                         | 0
            hourly   | every=1w&zone=America/New_York&by=room&order=desc      | 0
            hourly   | by=room&name=s1                                        | 0
            hourly   | every=1mo&by=&fields=n,window_start&from=2023-03-01&to=2023-11-05 | 0
            halves   | every=1d&zone=Australia/Lord_Howe                      | 0
            visitors | every=1d&zone=Europe/Berlin&from=2023-01-01            | 20
            visitors | every=1d&zone=Europe/Berlin&from=2023-01-01&order=desc | 20
            visitors | by=id&order=desc                                       |
            visitors | by=id&sort=-id&id.min=30                               |
            hourly   | every=1mo&zone=Europe/Berlin&sort=-sum,room&sum.min=150 | 0
            hourly   | every=1w&by=room&latest=3&n.max=20                     | 0
            visitors | by=                                                    | 0
            """)
    void exportsHaveTheRowsOfAllPages(String view, String question, @Nullable Integer percent) throws IOException {
        String url = "/labs/calendar/views/" + view + "/export?format=ndjson&" + question;
        List<JsonNode> rows = allPages(view + "?limit=3333&" + question);

        HttpResponse<String> export = web.get(url);

        assertThat(export.statusCode()).as(export.body()).isEqualTo(200);
        List<JsonNode> exported = new ArrayList<>();
        for (String line : export.body().lines().toList()) {
            exported.add(JSON.readTree(line));
        }
        assertThat(exported).isEqualTo(rows).isNotEmpty();
        assertThat(export.headers().map().getOrDefault("datalab-rows-estimate", List.of()))
                .hasSize(percent == null ? 0 : 1)
                .allSatisfy(rowsSaid -> assertThat(Double.parseDouble(rowsSaid))
                        .isCloseTo(rows.size(), withinPercentage(percent == null ? 0 : percent)));
        assertThat(web.get(url, "If-None-Match", RunningWeb.header(export, "ETag"))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void exportsSayWhatIsWrongBeforeTheyBegin() throws IOException {
        HttpResponse<String> early =
                web.get("/labs/calendar/views/hourly/export?every=90m&from=2010-01-01&to=2010-02-01");
        HttpResponse<String> found = web.get("/labs/calendar/views/visitors/export?every=1d&zone=Africa/Monrovia");

        assertThat(early.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(early.body()).get("detail").asText()).contains("ask for multiples of these windows");
        assertThat(found.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(found.body()).get("detail").asText())
                .contains("a window of P1D in Africa/Monrovia begins at 1971-06-01T00:44:30Z");
    }

    /** As a client would that has read all. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hourly | every=1mo&zone=Europe/Berlin | -sum,window_start | sum | -Infinity
            hourly | every=1mo&zone=Europe/Berlin | -sum,window_start | sum | 150
            hourly | by=&fields=n,sum             | n                 | n   | 1
            hourly | by=room&fields=sum,room,n    | n,-room           | n   | 1
            halves | every=1d&zone=Asia/Kolkata&by= | -n,-window_start | n  | 4
            daily  | every=1w&zone=Asia/Shanghai&order=desc |         | n   | 7
            """)
    void rowsAreChosenAndSortedByWhatTheyShow(
            String view, String question, @Nullable String sort, String column, double min) throws IOException {
        List<JsonNode> expected = new ArrayList<>(allPages(view + "?" + question));
        expected.removeIf(row -> row.get(column).asDouble() < min);
        for (String key :
                sort == null ? List.<String>of() : List.of(sort.split(",")).reversed()) {
            Comparator<JsonNode> order = Comparator.comparing(
                    row -> row.get(key.replace("-", "")),
                    (one, other) -> one.isNumber()
                            ? Double.compare(one.asDouble(), other.asDouble())
                            : one.asText().compareTo(other.asText()));
            expected.sort(key.startsWith("-") ? order.reversed() : order);
        }

        String asked = view + "?" + question + (sort == null ? "" : "&sort=" + sort)
                + (Double.isFinite(min) ? "&" + column + ".min=" + min : "");

        assertThat(allPages(asked.replace(".0", "") + "&limit=7"))
                .isEqualTo(expected)
                .isNotEmpty();
    }

    @Test
    void newestWindowsOfEachGroup() throws IOException {
        List<String> all = pages("hourly?by=room&every=1mo", "window_start", "room", "n");

        assertThat(pages("hourly?by=room&every=1mo&latest=2", "window_start", "room", "n"))
                .isEqualTo(all.subList(all.size() - 10, all.size()));
        assertThat(pages("hourly?by=room&latest=1", "room", "n")).hasSize(5);
    }

    /** Rows of 100,001 hours, which are not read by who wants them in their usual order. */
    @Test
    void moreRowsThanMayBeLookedAtAreRefused() throws IOException {
        String table = "datalab.partial_" + id("visitors");
        Sql.execute(STORE.settings(), "create table kept as select * from " + table);
        Sql.execute(STORE.settings(), """
                create table many as select one.*, hour from (select * from %s limit 1) as one, generate_series(1, 100001) as hour
                """.formatted(table));
        Sql.execute(
                STORE.settings(),
                "update many set _window = '2000-01-01T00:00:00Z'::timestamptz + hour * interval '1 h'");
        Sql.execute(STORE.settings(), "alter table many drop column hour");
        Sql.execute(STORE.settings(), "delete from " + table);
        Sql.execute(STORE.settings(), "insert into " + table + " select * from many");
        try {
            assertThat(rows("visitors?every=1h&limit=1").get("rows")).hasSize(1);
            assertThat(rows("visitors?every=1h&limit=1&n.min=1").get("rows")).hasSize(1);
            assertThat(rows("visitors?every=1d&limit=1&sort=-n").get("rows")).hasSize(1);
            for (String question : List.of("?every=1h&limit=1&sort=-n", "/export?every=1h&latest=1")) {
                HttpResponse<String> answer = web.get("/labs/calendar/views/visitors" + question);
                assertThat(answer.statusCode()).isEqualTo(422);
                assertThat(JSON.readTree(answer.body()).get("detail").asText())
                        .contains("more than 100000 merged rows", "narrow the question with from, to, id");
            }
        } finally {
            Sql.execute(STORE.settings(), "delete from " + table);
            Sql.execute(STORE.settings(), "insert into " + table + " select * from kept");
        }
    }

    @Test
    void descriptorsHaveTheColumnsOfMergedRows() throws IOException {
        String url = "/labs/calendar/views/hourly/datapackage.json";

        JsonNode merged = JSON.readTree(web.get(url + "?by=room").body());

        assertThat(merged.at("/resources/0/schema/fields").findValuesAsText("name"))
                .containsExactly("room", "n", "sum", "p");
        assertThat(web.get(url + "?by=colour").statusCode()).isEqualTo(400);
    }

    @Test
    void windowsOfAllItsGroups() throws IOException {
        JsonNode row = rows("daily?every=1mo&from=2023-02-28T16:00:00Z&to=2023-03-31T16:00:00Z&name=s1")
                .get("rows")
                .get(0);

        assertThat(row.get("window_start").asText()).isEqualTo("2023-02-28T16:00:00Z");
        assertThat(row.get("name").asText()).isEqualTo("s1");
        assertThat(pages("daily?every=1mo&limit=7&order=desc", "window_start", "name"))
                .isEqualTo(pages("daily?every=1mo", "window_start", "name").reversed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hourly?every=0                   | 400 | every is '0', expected a length such as 30s
            hourly?every=0d                  | 400 | from 1s to 36500d or 100y
            hourly?every=-1d                 | 400 | every is '-1d'
            hourly?every=                    | 400 | every is ''
            hourly?every=1d&every=1w         | 400 | given 2 times
            hourly?every=1d&zone=Foo         | 400 | zone is 'Foo', expected a time zone
            hourly?every=1d&zone=            | 400 | zone is ''
            hourly?every=1d&zone=Europe/Brelin | 400 | did you mean Europe/Berlin?
            hourly?every=6h&zone=UTC         | 400 | beside a zone
            hourly?zone=UTC                  | 400 | zone is given without every
            hourly?by=unknown                | 400 | expected names with commas between, each once, of: name, room
            hourly?by=name,name              | 400 | each once
            hourly?by=name,                  | 400 | by is 'name,'
            latest?by=value                  | 400 | of: name
            hourly?by=&after=x               | 400 | after
            latest?every=1d                  | 422 | view latest has no windows
            hourly?every=1d&zone=Asia/Kolkata | 422 | hourly (PT1H), so its rows cannot be told apart; ask for multiples
            hourly?by=room&every=1d&zone=Asia/Kolkata | 422 | ask halves instead
            hourly?every=90m                 | 422 | a window of PT1H30M begins at
            hourly?every=1m&from=2023-01-01  | 422 | within one of view hourly
            daily?every=1mo&zone=UTC         | 422 | a window of P1M in UTC begins at
            hourly?by=room&sort=-name        | 400 | of: room, n, sum, p
            hourly?by=room&sort=window_start | 400 | of: room, n, sum, p
            hourly?by=room&sort=n&order=desc | 400 | sort alone says the order
            hourly?by=room&sort=n&after=x    | 400 | after
            hourly?by=room&m.min=1           | 400 | unknown parameter 'm.min'
            hourly?by=room&points=100        | 422 | ask without it
            """)
    void saysWhatIsWrong(String question, int status, String detail) throws IOException {
        HttpResponse<String> answer = web.get("/labs/calendar/views/" + question);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).get("detail").asText()).contains(detail);
    }

    @Test
    void tellsTheWindowsOfViews() throws IOException {
        JsonNode views = JSON.readTree(web.get("/labs/calendar").body()).get("views");

        assertThat(views.get(0).get("every").asText()).isEqualTo("PT1H");
        assertThat(views.get(0).has("zone")).isFalse();
        assertThat(views.get(3).get("every").asText()).isEqualTo("P1D");
        assertThat(views.get(3).get("zone").asText()).isEqualTo("Asia/Shanghai");
    }

    /** While the rows of the view that is asked are away. */
    @Test
    void readsACoarserViewThatSaysTheSame() throws IOException {
        String years = "?by=&every=1y&from=2022-12-31T05:00:00Z&to=2024-01-01";
        List<String> before = pages("hourly" + years, "window_start", "n", "sum");
        String hourly = "datalab.partial_" + id("hourly");

        Sql.execute(STORE.settings(), "create table away as select * from " + hourly);
        Sql.execute(STORE.settings(), "delete from " + hourly + " where _window >= '2023-01-01T00:00:00Z'");
        try {
            assertThat(pages("hourly" + years, "window_start", "n", "sum")).isEqualTo(before);
            assertThat(pages("hourly" + years + "&layer=speed", "window_start", "n", "sum"))
                    .hasSize(1);
        } finally {
            Sql.execute(STORE.settings(), "delete from " + hourly);
            Sql.execute(STORE.settings(), "insert into " + hourly + " select * from away");
        }
    }

    private static String id(String view) {
        return Sql.query(
                STORE.settings(),
                "select id from datalab.views where lab = 'calendar' and name = '%s'".formatted(view));
    }

    private static List<String> pages(String question, String... columns) throws IOException {
        List<String> all = new ArrayList<>();
        for (JsonNode row : allPages(question)) {
            List<String> cells = new ArrayList<>();
            for (String column : columns) {
                cells.add(row.get(column).asText());
            }
            all.add(String.join(" ", cells));
        }
        return all;
    }

    private static List<JsonNode> allPages(String question) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        JsonNode page = rows(question);
        while (true) {
            page.get("rows").forEach(all::add);
            if (page.get("after").isNull()) {
                return all;
            }
            page = rows(question + "&after=" + page.get("after").textValue());
        }
    }

    private static JsonNode rows(String question) throws IOException {
        HttpResponse<String> answer = web.get("/labs/calendar/views/" + question);
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
