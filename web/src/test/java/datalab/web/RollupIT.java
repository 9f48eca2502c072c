package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Objects;
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
    private static final String YAML = """
            lab: calendar
            streams:
              readings: {key: name, time: at, fields: {name: string, room: string, value: number}}
            views:
              hourly: {of: readings, by: [name, room], every: 1h, n: count, sum: sum(value), p: "quantile(value, 0.5)"}
              days: {of: readings, by: [room, name], every: 1d, p: "quantile(value, 0.5)", n: count, sum: sum(value)}
              halves: {of: readings, by: room, every: 30m, n: count}
              daily: {of: readings, by: name, every: 1d, zone: Asia/Shanghai, n: count}
              latest: {of: readings, by: name, keep: last}
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
        EventStream stream = Objects.requireNonNull(lab.streams().get("readings"));
        List<ArchivedEvent> events = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            Instant time = BEGINNING.plus(STEP.multipliedBy(i));
            Object[] values = {"s" + i % 3, "r" + i % 5, (double) (i % 40)};
            DecodedPayload payload = new DecodedPayload(values, time, Origin.OBSERVED, null);
            events.add(new ArchivedEvent(new Event(stream, payload, time, new Coordinate(0, i)), null));
        }
        STORE.get().ledger().progress(stream, 0);
        CommitBuilder step = CommitBuilder.of(stream, 0, 0, COUNT).events(events);
        lab.views().values().forEach(view -> step.folded(new ViewFold(view, stream)));
        STORE.get().ledger().commit(step.commit());
        web = new RunningWeb(lab, STORE.get());
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
            hourly?by=room&sort=-n           | 422 | without them
            hourly?by=room&latest=1          | 422 | without them
            hourly?by=room&n.min=1           | 422 | without them
            hourly?by=room&points=100        | 422 | without them
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
        JsonNode page = rows(question);
        while (true) {
            for (JsonNode row : page.get("rows")) {
                List<String> cells = new ArrayList<>();
                for (String column : columns) {
                    cells.add(row.get(column).asText());
                }
                all.add(String.join(" ", cells));
            }
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
