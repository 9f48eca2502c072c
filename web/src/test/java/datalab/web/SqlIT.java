package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.postgres.PostgresSettings;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions in SQL over HTTP. */
class SqlIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SQL = "/labs/sensors/sql";
    private static final String ENDLESS = "select count(*) from generate_series(1, 1000000000000)";

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private static RunningWeb web;

    @BeforeAll
    static void start() {
        STORE.get().prepare(TestLab.LAB);
        web = new RunningWeb(STORE.get());
    }

    @AfterAll
    static void stop() {
        web.close();
        STORE.get().drop(STORE.get().kept("sensors"), () -> {});
    }

    @Test
    void answersRowsWithTheNamesAndTypesOfTheirColumns() throws IOException {
        String sql = """
                select 9223372036854775807 as big, 1.50 as exact, 0.1::float8 as real, 'NaN'::float8, true as yes,
                    null::text as nothing, '{"a": [1]}'::jsonb as json, 'ä"' as text,
                    '2026-01-01 01:00+01'::timestamptz as at, '2026-01-01'::date, '{1,2}'::int[] as list, 1 as text
                """;

        HttpResponse<String> answer = web.post(SQL, sql, "Content-Type", "application/sql");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith(
                        "{\"columns\":[{\"name\":\"big\",\"type\":\"int8\"},{\"name\":\"exact\",\"type\":\"numeric\"}")
                .contains("[9223372036854775807,1.50,0.1,\"NaN\",true,null,{\"a\": [1]},\"ä\\\"\","
                        + "\"2026-01-01T00:00:00Z\",\"2026-01-01\",\"{1,2}\",1]")
                .endsWith("\"truncated\":false}");
    }

    @Test
    void takesJsonAndSaysWhenThereIsMore() throws IOException {
        String body = "{\"query\": \"select i from generate_series(1, 100) as i;\"}";

        JsonNode rows = JSON.readTree(web.post(SQL + "?limit=3", body, "Content-Type", "application/json")
                .body());

        assertThat(rows.get("rows").toString()).isEqualTo("[[1],[2],[3]]");
        assertThat(rows.get("truncated").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csv    | a,b,a_2\\n1,\"x,\\ny\",2026-01-01T00:00:00Z\\n2,,\\n",
                "ndjson | {\"a\":1,\"b\":\"x,\\\\ny\",\"a_2\":\"2026-01-01T00:00:00Z\"}\\n{\"a\":2,\"b\":null,\"a_2\":null}\\n"
            })
    void comesAsAFile(String format, String expected) {
        String sql = "values (1, E'x,\\ny', '2026-01-01Z'::timestamptz), (2, null, null)";

        HttpResponse<String> file =
                web.post(SQL + "?format=" + format, "select a, b, c as a from (" + sql + ") as v (a, b, c)");

        assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
        assertThat(file.body())
                .isEqualTo(
                        expected.replace("\\\\n", "\u0001").replace("\\n", "\n").replace("\u0001", "\\n"));
        assertThat(RunningWeb.header(file, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"sensors." + format + "\"");
    }

    @Test
    void streamsManyRows() {
        HttpResponse<String> all = web.post(SQL, "select i from generate_series(1, 50000) as i", "Accept", "text/csv");
        HttpResponse<String> some =
                web.post(SQL + "?limit=10", "select i from generate_series(1, 50000) as i", "Accept", "text/csv");

        assertThat(all.body().lines()).hasSize(50_001);
        assertThat(some.body().lines()).hasSize(11);
    }

    @Test
    void boundsTheBytesOfAnAnswer() throws IOException {
        JsonNode answer = JSON.readTree(web.post(SQL, "select repeat('x', 100000) from generate_series(1, 1000)")
                .body());

        assertThat(answer.get("rows").size()).isBetween(70, 90);
        assertThat(answer.get("truncated").booleanValue()).isTrue();
    }

    @Test
    void tellsWhereAQuestionIsWrong() throws IOException {
        HttpResponse<String> refused = web.post(SQL, "select nmae from readings");

        JsonNode problem = JSON.readTree(refused.body());
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(problem.get("detail").textValue()).isEqualTo("column \"nmae\" does not exist");
        assertThat(problem.get("position").intValue()).isEqualTo(8);
        assertThat(problem.get("code").textValue()).isEqualTo("42703");
        assertThat(problem.get("hint").textValue()).contains("readings.name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?limit=0      | select 1               | text/plain        | 400",
                "?limit=10001  | select 1               | text/plain        | 400",
                "?format=xml   | select 1               | text/plain        | 400",
                "?fromat=csv   | select 1               | text/plain        | 400",
                "''            | ' '                    | text/plain        | 400",
                "''            | {\"query\": 1}         | application/json  | 400",
                "''            | {\"sql\": \"select 1\"} | application/json  | 400",
                "''            | {\"query\": \"a\", \"b\": 1} | application/json  | 400",
                "''            | {\"query\": \"select \\u0000\"} | application/json | 400",
                "''            | {\"query\": \"select '\\ud800'\"} | application/json | 400",
                "''            | select                 | application/json  | 400",
                "''            | select 1               | application/xml   | 415",
                "''            | select 1               | application/x-www-form-urlencoded | 415",
                "''            | drop table readings    | text/plain        | 422",
                "''            | select pg_sleep(60)    | text/plain        | 422"
            })
    void refusesOtherRequests(String query, String body, String type, int status) {
        HttpResponse<String> refused = web.post(SQL + query, body, "Content-Type", type);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(RunningWeb.header(refused, "Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void refusesAQuestionTooLong() {
        assertThat(web.post(SQL, "select 1" + " ".repeat(70_000)).statusCode()).isEqualTo(413);
        assertThat(web.post("/labs/nothing/sql", "select 1").statusCode()).isEqualTo(404);
    }

    @Test
    void tellsTheTables() throws IOException {
        JsonNode tables = JSON.readTree(web.get(SQL).body()).get("tables");

        assertThat(tables.findValuesAsText("kind")).contains("table", "view");
        assertThat(tables.toString()).contains("{\"name\":\"value\",\"type\":\"double precision\",\"unit\":\"°C\"}");
    }

    @Test
    void aBrokenDownloadIsSeenAsSuch() {
        String sql = "select 1 / (20000 - i) from generate_series(1, 30000) as i";

        assertThat(catchBroken(sql)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void cancelsWhatNobodyWaitsFor() throws Exception {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            clients.add(asking(ENDLESS));
        }
        await().until(() -> sessions() == 2);

        for (Socket client : clients) {
            client.close();
        }

        await().until(() -> sessions() == 0);
        assertThat(web.post(SQL, "select 1").statusCode()).isEqualTo(200);
    }

    @Test
    void saysThatAllPlacesAreTakenAndAnswersOnceOneIsFree() throws Exception {
        try (RunningWeb hurried = new RunningWeb(TestLab.LAB, STORE.get(), settings(Duration.ofMillis(300), true))) {
            List<Socket> clients = List.of(asking(hurried, ENDLESS), asking(hurried, ENDLESS));
            await().until(() -> sessions() == 2);

            HttpResponse<String> refused = hurried.post(SQL, "select 1");

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(RunningWeb.header(refused, "Retry-After")).isEqualTo("2");
            assertThat(JSON.readTree(refused.body()).get("detail").textValue())
                    .isEqualTo("2 questions in SQL are already being answered and none ended within 300 ms; ask again");
            assertThat(hurried.get(SQL).statusCode()).isEqualTo(200);
            clients.getFirst().close();
            await().until(() -> hurried.post(SQL, "select 1").statusCode() == 200);
            clients.getLast().close();
        }
        await().until(() -> sessions() == 0);
    }

    @Test
    void isTurnedOffBySetting() throws Exception {
        InterceptedStore store = new InterceptedStore(STORE.get());
        try (RunningWeb off = new RunningWeb(TestLab.LAB, store.store(), settings(Duration.ofSeconds(1), false))) {
            int before = store.questions.get();
            for (HttpResponse<String> answer : List.of(off.get(SQL), off.post(SQL, "select 1"))) {
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(RunningWeb.header(answer, "Content-Type")).isEqualTo("application/problem+json");
                assertThat(JSON.readTree(answer.body()).get("detail").textValue())
                        .isEqualTo("questions in SQL are turned off here, by web.sql: false in datalab.yaml");
            }
            assertThat(store.questions.get()).isEqualTo(before);
            assertThat(off.get("/page/settings.json").body()).contains("\"sql\":false");
            assertThat(JSON.readTree(off.get("/openapi.json").body())
                            .get("paths")
                            .fieldNames())
                    .toIterable()
                    .isNotEmpty()
                    .noneMatch(path -> path.endsWith("/sql"));
        }
    }

    private static WebSettings settings(Duration wait, boolean hasSql) {
        WebSettings usual = WebSettings.DEFAULT;
        return new WebSettings(
                usual.cacheBytesMax(),
                usual.queriesMax(),
                wait,
                usual.exportsMax(),
                usual.exportMax(),
                usual.subscribersMax(),
                usual.names(),
                usual.isHere(),
                hasSql,
                usual.tiles());
    }

    @Test
    void aClientThatSendsAheadIsStillThere() throws Exception {
        try (Socket client = asking("select count(*) from generate_series(1, 3000000)")) {
            client.getOutputStream()
                    .write("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));

            String answers = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answers).contains("\"rows\":[[3000000]]", "{\"status\":\"live\"}");
        }
    }

    private static Throwable catchBroken(String sql) {
        try {
            web.post(SQL + "?format=csv", sql);
            throw new AssertionError("a whole answer came");
        } catch (UncheckedIOException e) {
            return e;
        }
    }

    private static Socket asking(String sql) throws IOException {
        return asking(web, sql);
    }

    private static Socket asking(RunningWeb web, String sql) throws IOException {
        Socket client =
                new Socket(InetAddress.getLoopbackAddress(), web.uri("/").getPort());
        client.getOutputStream()
                .write(("POST " + SQL + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + sql.length() + "\r\n\r\n"
                                + sql)
                        .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static long sessions() throws SQLException {
        PostgresSettings own = STORE.settings();
        try (Connection connection = DriverManager.getConnection(own.url(), own.user(), own.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where application_name = 'datalab-sql' and datname = current_database()")) {
            row.next();
            return row.getLong(1);
        }
    }
}
