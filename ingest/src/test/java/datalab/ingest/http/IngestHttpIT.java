package datalab.ingest.http;

import static datalab.ingest.http.HttpFixture.JSON;
import static datalab.ingest.http.HttpFixture.NDJSON;
import static datalab.ingest.http.HttpFixture.READINGS;
import static datalab.ingest.http.HttpFixture.assertProblem;
import static datalab.ingest.http.HttpFixture.gzip;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.log.Headers;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestHttpIT {
    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void answersOneObjectWithTheEventAsKept() {
        HttpResponse<String> answer = http.post(JSON, "{\"name\":\"a b\",\"value\":5.1}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).contains("\"name\":\"a b\"", "\"value\":5.1", "\"_at\":\"0:0\"");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(JSON);
        assertThat(answer.headers().firstValue("Location").orElseThrow())
                .startsWith(READINGS + "?from=")
                .endsWith("&limit=1&name=a%20b");
    }

    @Test
    void takesEventsAtThePathThatTheLabDeclares() {
        HttpResponse<String> answer = http.postTo("/ingress/reading", JSON, "{\"name\":\"a\"}".getBytes(UTF_8));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(http.kept()).hasSize(1);
    }

    @Test
    void looksAtTheBodyWhereNoContentTypeIsGiven() {
        HttpResponse<String> one = http.post("", " {\"name\":\"a\"}");
        HttpResponse<String> array = http.post("", "\ufeff\n[{\"name\":\"b\"},{\"name\":\"c\"}]");

        assertThat(one.statusCode()).isEqualTo(201);
        assertThat(array.statusCode()).isEqualTo(200);
        assertThat(http.kept()).containsExactly("{\"name\":\"a\"}", "{\"name\":\"b\"}", "{\"name\":\"c\"}");
    }

    @Test
    void answersManyWithCountsAndTheLinesThatWereRefused() {
        HttpResponse<String> ndjson = http.post(NDJSON, "{\"name\":\"a\"}\n{\"value\":1}\n5\n");
        HttpResponse<String> csv = http.post("text/csv; charset=UTF-8", "name,value\na,1\nb,x\n");

        assertThat(ndjson.statusCode()).isEqualTo(200);
        assertThat(ndjson.body())
                .startsWith("{\"accepted\":1,\"rejected\":2,\"errors\":[")
                .contains("{\"line\":2,\"field\":\"name\",\"reason\":\"missing_field\"")
                .contains("{\"line\":3,\"reason\":\"not_an_object\"");
        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.body()).contains("{\"line\":3,\"field\":\"value\",\"reason\":\"wrong_type\"");
        assertThat(http.rejects()).hasSize(3);
    }

    @Test
    void answersManyOfWhichNoneWasTakenAsRefused() {
        assertProblem(http.post(JSON, "[5, []]"), 422, "\"accepted\":0,\"rejected\":2");
    }

    @Test
    void takesGzipWithoutUnpackingItInMemory() {
        byte[] packed = gzip("{\"name\":\"a\"}\n".repeat(1000));
        byte[] bomb = gzip(" ".repeat(30_000_000) + "{\"name\":\"a\"}");

        HttpResponse<String> many = http.post(NDJSON, packed, "Content-Encoding", "gzip");
        HttpResponse<String> large = http.post(NDJSON, bomb, "Content-Encoding", "gzip");

        assertThat(many.body()).startsWith("{\"accepted\":1000,\"rejected\":0");
        assertProblem(large, 422, "\"reason\":\"too_large\"");
    }

    @Test
    void answersBrokenGzipAsABadRequest() {
        byte[] packed = gzip("{\"name\":\"a\"}\n".repeat(100_000));
        byte[] cut = Arrays.copyOf(packed, packed.length / 2);

        HttpResponse<String> noGzip = http.post(JSON, "{\"name\":\"a\"}", "Content-Encoding", "gzip");
        HttpResponse<String> cutGzip = http.post(NDJSON, cut, "Content-Encoding", "gzip");

        assertProblem(noGzip, 400, "Broken gzip");
        assertProblem(cutGzip, 400, "gzip body ends before its end");
        assertThat(http.rejects()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, gzip", "gzip, br"})
    void namesTheContentEncodingThatBodiesMayHave(String encoding) {
        HttpResponse<String> answer = http.post(JSON, "{\"name\":\"a\"}", "Content-Encoding", encoding);

        assertProblem(answer, 415, "Content-Encoding is \\\"" + encoding + "\\\"; bodies come as gzip or without any");
        assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("gzip");
        assertThat(http.kept()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", " gzip "})
    void takesGzipHoweverItIsWritten(String encoding) {
        HttpResponse<String> answer = http.post(JSON, gzip("{\"name\":\"a\"}"), "Content-Encoding", encoding);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void answersThoseWhoSpeakHttp10() throws Exception {
        try (Socket socket = http.connect()) {
            String request = "POST " + READINGS + " HTTP/1.0\r\nContent-Length: 12\r\n\r\n{\"name\":\"a\"}";
            socket.getOutputStream().write(request.getBytes(UTF_8));

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void refusesWhatIsNoEventAndKeepsIt() {
        byte[] notUtf8 = "{\"name\":\"\u00e4\"}".getBytes(ISO_8859_1);

        assertProblem(http.post(JSON, "{'name': 'a'}"), 400, "\"reason\":\"not_json\"");
        assertProblem(http.post(JSON, "5"), 422, "\"reason\":\"not_an_object\"");
        assertProblem(http.post(JSON, "{}"), 422, "\"field\":\"name\"");
        assertProblem(http.post(JSON, notUtf8), 400, "\"reason\":\"not_utf8\"");

        assertThat(http.rejects()).hasSize(4);
        assertThat(http.rejects().getLast().value()).isEqualTo(notUtf8);
    }

    @Test
    void refusesAnEventOverTheLimitAndKeepsItsBeginning() {
        HttpResponse<String> answer = http.post(JSON, "{\"name\":\"" + "x".repeat(10_000_000) + "\"}");

        assertProblem(answer, 413, "10000011 bytes, the limit is 1048576");
        assertThat(http.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.value()).hasSize(64 * 1024);
            assertThat(reject.headers()).containsEntry(Headers.PAYLOAD_BYTES, "10000011");
        });
    }

    @Test
    void answersRequestsThatCannotBeTaken() {
        byte[] empty = "{}".getBytes(UTF_8);

        assertProblem(http.postTo("/labs/nolab/streams/x", JSON, empty), 404, "there are: sensors");
        assertProblem(http.postTo("/labs/sensors/streams/x", JSON, empty), 404, "there are: ");
        assertProblem(http.post("application/xml", "<a/>"), 415, "application/x-ndjson");
        assertProblem(http.post("text/csv; charset=latin1", "name\na"), 415, "UTF-8");
        assertProblem(http.post("text/csv", "id,value\n1,2\n"), 422, "required field");
        assertProblem(http.post(JSON, ""), 400, "empty");
        assertProblem(http.post(JSON, "[{\"name\":\"a\"},"), 400, "\"accepted\":1");
        assertThat(http.rejects()).isEmpty();
    }

    @Test
    void answersBusyWhileTheLogFailsAndTakesAgainAfterwards() {
        http.log.fail(true);
        HttpResponse<String> one = http.post(JSON, "{\"name\":\"a\"}");
        HttpResponse<String> many = http.post(NDJSON, "{\"name\":\"a\"}\n");
        http.log.fail(false);
        HttpResponse<String> after = http.post(JSON, "{\"name\":\"a\"}");

        assertProblem(one, 503, "the log is stopped");
        assertThat(one.headers().firstValue("Retry-After")).hasValue("2");
        assertProblem(many, 503, "\"accepted\":0");
        assertThat(after.statusCode()).isEqualTo(201);
    }

    @Test
    void namesThreeBadLinesAmongAHundredThousand() {
        StringBuilder lines = new StringBuilder();
        for (int line = 1; line <= 100_000; line++) {
            boolean bad = line == 7 || line == 50_000 || line == 100_000;
            lines.append(bad ? "{\"name\":}" : "{\"name\":\"s" + line % 50 + "\",\"value\":1.5}")
                    .append('\n');
        }

        HttpResponse<String> answer = http.post(NDJSON, lines.toString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"accepted\":99997,\"rejected\":3,")
                .contains("\"line\":7,", "\"line\":50000,", "\"line\":100000,");
    }
}
