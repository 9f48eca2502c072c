package datalab.ingest.http;

import static datalab.ingest.http.HttpFixture.JSON;
import static datalab.ingest.http.HttpFixture.NDJSON;
import static datalab.ingest.http.HttpFixture.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.log.Headers;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesAndCutsIT {
    private static final String KEY = "Idempotency-Key";

    /** A size of a chunk that has not come to its end yet. */
    private static final String ENDLESS =
            "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
                    + "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                    + "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";

    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void answersARetryWithTheSameKeyTheSameWithoutTakingItAgain() {
        String body = "{\"name\":\"a\"}\n{}\n";

        HttpResponse<String> first = http.post(NDJSON, body, KEY, "k1");
        HttpResponse<String> again = http.post(NDJSON, body, KEY, "k1");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(http.log.records("sensors.readings"))
                .singleElement()
                .satisfies(record -> assertThat(record.headers()).containsEntry(Headers.ONCE, "k1#1"));
    }

    @Test
    void refusesAKeyThatCameWithAnotherBody() {
        http.post(JSON, "{\"name\":\"a\"}", KEY, "k1");

        HttpResponse<String> other = http.post(JSON, "{\"name\":\"b\"}", KEY, "k1");

        assertProblem(other, 422, "another body");
        assertThat(http.kept()).hasSize(1);
    }

    @Test
    void takesAKeyAgainAfterItCouldNotBeTaken() {
        http.log.fail(true);
        HttpResponse<String> busy = http.post(JSON, "{\"name\":\"a\"}", KEY, "k2");
        http.log.fail(false);

        HttpResponse<String> taken = http.post(JSON, "{\"name\":\"a\"}", KEY, "k2");

        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(taken.statusCode()).isEqualTo(201);
    }

    @Test
    void refusesAKeyThatIsBeingTaken() throws Exception {
        try (Socket slow = http.begin("Idempotency-Key: k3", "Content-Length: 100")) {
            slow.getOutputStream().write("{\"name\":\"a\"}\n".getBytes(UTF_8));
            await().until(() -> http.kept().size() == 1);

            HttpResponse<String> second = http.post(NDJSON, "\n", KEY, "k3");

            assertProblem(second, 409, "being taken");
        }
    }

    @Test
    void refusesAKeyThatIsTooLong() {
        HttpResponse<String> answer = http.post(JSON, "{\"name\":\"a\"}", KEY, "k".repeat(201));

        assertProblem(answer, 400, KEY);
        assertThat(http.kept()).isEmpty();
    }

    @Test
    void keepsWhatWasCompleteWhereTheConnectionIsCut() throws Exception {
        try (Socket socket = http.begin("Content-Length: 1000")) {
            socket.getOutputStream().write("{\"name\":\"a\"}\n{\"name\":\"b\"}\n{\"name\":\"c\"".getBytes(UTF_8));
        }

        await().until(() -> http.kept().size() == 2);
        assertThat(http.rejects()).isEmpty();
        assertThat(http.post(JSON, "{\"name\":\"d\"}").statusCode()).isEqualTo(201);
    }

    @Test
    void tellsASenderThatStillListensThatItsBodyWasCut() throws Exception {
        try (Socket socket = http.begin("Content-Length: 1000")) {
            socket.getOutputStream().write("{\"name\":\"a\"}\n{\"na".getBytes(UTF_8));
            socket.shutdownOutput();

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400").contains("\"accepted\":1");
        }
    }

    @Test
    void givesUpOnASenderThatFallsSilent() throws Exception {
        try (Socket socket = http.begin("Content-Length: 1000")) {
            socket.getOutputStream().write("{\"name\":\"a\"}\n".getBytes(UTF_8));

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 408").contains("\"accepted\":1");
        }
    }

    @Test
    void takesChunksAsTheyCome() throws Exception {
        try (Socket socket = http.begin("Transfer-Encoding: chunked")) {
            OutputStream out = socket.getOutputStream();
            out.write("8\r\n{\"name\":\r\n".getBytes(UTF_8));
            out.write("5\r\n\"a\"}\n\r\n".getBytes(UTF_8));
            await().until(() -> http.kept().size() == 1);
            out.write("0\r\n\r\n".getBytes(UTF_8));

            String answer = new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), UTF_8);

            assertThat(answer).isEqualTo("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz\r\n", ENDLESS})
    void refusesABodyWhoseChunksAreBroken(String size) throws Exception {
        try (Socket socket = http.begin("Transfer-Encoding: chunked")) {
            OutputStream out = socket.getOutputStream();
            out.write(("d\r\n{\"name\":\"a\"}\n\r\n" + size).getBytes(UTF_8));

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400").contains("\"accepted\":1");
        }
    }

    @Test
    void takesWhatHasComeOfAChunkThatWouldFillTheMemory() throws Exception {
        try (Socket socket = http.begin("Transfer-Encoding: chunked")) {
            socket.getOutputStream().write("7fffffff\r\n{\"name\":\"a\"}\n".getBytes(UTF_8));

            await().until(() -> http.kept().size() == 1);
        }
    }
}
