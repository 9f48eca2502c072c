package datalab.web;

import static datalab.web.RunningWeb.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told when something is wrong. */
class WebErrorsIT {
    private static final String EVENTS = "/labs/sensors/streams/readings";
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final InterceptedStore store = new InterceptedStore(STORE.get());
    private final RunningWeb web = new RunningWeb(store.store());

    @BeforeAll
    static void prepare() {
        STORE.get().prepare(TestLab.LAB);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void neverServesAnErrorFromTheCache() {
        store.trouble = InterceptedStore.away();
        HttpResponse<String> failed = web.get("/all_readings");
        store.trouble = null;

        HttpResponse<String> after = web.get("/all_readings");

        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/nowhere                            | 404 | nothing is at /nowhere",
                "/labs/none                          | 404 | no lab 'none' here; there is sensors",
                "/labs/sensors/streams/none          | 404 | no stream 'none' in lab sensors; there is readings",
                "/labs/sensors/views/none            | 404 | there is latest, per_minute",
                "/labs/sensors/live?view=none        | 404 | no view 'none'",
                "/labs?x=1                           | 400 | unknown parameter 'x'",
                "/labs?x=%FF                         | 400 | '%FF' is not UTF-8",
                "/labs/a%00b                         | 400 | not valid HTTP/1.1",
                "/labs/a%0a%1bb                      | 404 | no lab 'a",
                "/labs/sensors/streams/readings?limit=0 | 400 | expected a whole number from 1 to 10000",
                "/labs/sensors/streams/readings?nme=a   | 400 | unknown parameter 'nme'; known here: from, to, limit",
                "/labs/sensors/streams/readings?count=x | 400 | 'count' is 'x', expected a whole number",
                "/labs/sensors/streams/readings?value=x | 400 | 'value' is 'x', expected a number",
                "/labs/sensors/streams/readings?ok=x    | 400 | 'ok' is 'x', expected true or false",
                "/labs/sensors/streams/readings?name.min=a   | 400 | unknown parameter 'name.min'; known here: from",
                "/labs/sensors/streams/readings?timestamp.min=x   | 400 | by their time with from and to; known here: from",
                "/labs/sensors/streams/readings?_time=x           | 400 | by their time with from and to; known here: from",
                "/labs/sensors/views/per_minute?window_start.max=x | 400 | by their time with from and to; known here: from",
                "/labs/sensors/views/latest?window_start.max=x | 400 | unknown parameter 'window_start.max'; known",
                "/labs/sensors/streams/readings?value.min=x  | 400 | 'value' is 'x', expected a number",
                "/labs/sensors/streams/readings?value.min=1&value.min=2 | 400 | 'value.min' is given 2 times, expected once",
                "/labs/sensors/streams/readings?limit=1&limit=2 | 400 | parameter 'limit' is given 2 times, expected once",
                "/labs/sensors/streams/readings?sort=x     | 400 | sort is 'x', expected names with commas between",
                "/labs/sensors/streams/readings?sort=value,-value | 400 | sort names value twice",
                "/labs/sensors/streams/readings?sort=value&order=desc | 400 | order and sort are both given",
                "/labs/sensors/streams/readings?sort=value&after=ZTF8eA | 400 | after is not one",
                "/labs/sensors/streams/readings?fields=name,x | 400 | fields is 'name,x', expected names with commas between",
                "/labs/sensors/streams/readings?latest=0   | 400 | latest is '0', expected a whole number from 1 to 1000",
                "/labs/sensors/views/per_minute?n.min=x    | 400 | 'n' is 'x', expected a whole number",
                "/labs/sensors/views/latest?latest=1       | 400 | unknown parameter 'latest'",
                "/labs/sensors/streams/readings?from=x  | 400 | from is 'x', expected a time such as",
                "/labs/sensors/streams/readings?after=x | 400 | after is not one",
                "/labs/sensors/streams/readings?order=x | 400 | order is 'x', expected asc or desc",
                "/labs/sensors/streams/readings?format=x| 400 | format is 'x', expected json",
                "/labs/sensors/streams/readings?name=a%00 | 400 | 'name' contains U+0000",
                "/labs/sensors/views/latest?from=-1h    | 400 | unknown parameter 'from'",
                "/labs/sensors/views/latest?layer=new | 400 | merged",
                "/labs/sensors/rejects?limit=501        | 400 | expected a whole number from 1 to 500",
                "/page/../Web.class                     | 400 | ",
                "/page/nothing.js                       | 404 | no file /page/nothing.js",
                "/webjars/vue/package-info.class        | 404 | no file"
            })
    void saysWhatIsWrong(String path, int status, String detail) throws Exception {
        HttpResponse<String> answer = web.get(path);

        assertThat(answer.statusCode()).as(answer.body()).isIn(status, path.contains("..") ? 404 : status);
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        assertThat(problem(answer)).contains(detail == null ? "" : detail);
    }

    @Test
    void namesTheMethodsAPathTakes() throws Exception {
        HttpResponse<String> answer = web.send("DELETE", EVENTS);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "allow")).isEqualTo("GET, HEAD, POST");
        assertThat(problem(answer))
                .isEqualTo("DELETE is not for /labs/sensors/streams/readings, which takes GET and HEAD and POST");
    }

    @Test
    void asksToComeBackWhileTheStoreIsAway() throws Exception {
        store.trouble = InterceptedStore.away();

        HttpResponse<String> answer = web.get(EVENTS);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "retry-after")).isEqualTo("2");
        assertThat(problem(answer)).contains("the store does not answer");
    }

    @Test
    void keepsFaultsToItself() throws Exception {
        store.trouble = new IllegalArgumentException("secret in a stack trace");

        HttpResponse<String> answer = web.get(EVENTS);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret", "Exception");
        assertThat(JSON.readTree(answer.body()).get("incident").textValue()).hasSize(36);
    }

    @Test
    void isReadyOnlyWhileTheStoreAnswers() throws Exception {
        HttpResponse<String> before = web.get("/health/ready");
        store.trouble = InterceptedStore.away();

        HttpResponse<String> after = web.get("/health/ready");

        assertThat(before.statusCode()).isEqualTo(200);
        assertThat(after.statusCode()).isEqualTo(503);
        assertThat(JSON.readTree(after.body()).at("/checks/store/detail").textValue())
                .isEqualTo("connection refused");
        assertThat(web.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(web.get("/metrics").body()).isEqualTo("datalab_up 1\n");
    }

    @Test
    void refusesChangesAskedForByForeignPages() throws Exception {
        String path = "/labs/sensors/rejects/x/retry";

        HttpResponse<String> foreign = web.post(path, "", "Origin", "http://evil.example");
        HttpResponse<String> own =
                web.post(path, "", "Origin", "http://" + web.uri("/").getAuthority());

        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(own.statusCode()).isEqualTo(404);
        assertThat(problem(own)).isEqualTo("no reject 'x' in lab sensors");
    }

    @Test
    void neverLetsForeignPagesRead() {
        HttpResponse<String> answer = web.get("/labs", "Origin", "http://evil.example");

        assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
        assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /labs%zz HTTP/1.1", "{}GET /labs HTTP/1.1", "GET /labs HTTP/1.1\r\nHost: a\r\nHost: b"})
    void answersMalformedRequestsWithAProblem(String head) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), web.uri("/").getPort())) {
            socket.getOutputStream().write((head + "\r\nHost: localhost\r\n\r\n").getBytes(UTF_8));

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", "not valid HTTP/1.1");
        }
    }

    private static String problem(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body()).path("detail").asText();
    }
}
