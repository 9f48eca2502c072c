package datalab.cli.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.Retry;
import datalab.cli.client.ServerAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a file is sent to a server that misbehaves. */
final class StreamClientTest {
    private static final Answer ALL_WELL = new Answer(200, "{\"accepted\":2,\"rejected\":0,\"errors\":[]}");

    private static final UUID ID = new UUID(1, 2);
    private static final String KEY = "send:" + ID + ":0";

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> users = new CopyOnWriteArrayList<>();
    private final List<String> told = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/labs/garden", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsAChunkAgainUnderTheSameKeyUntilItIsTaken() throws IOException {
        answers.add(Answer.CUT);
        answers.add(new Answer(503, "{\"detail\":\"the log is full\"}"));
        answers.add(ALL_WELL);

        SendRun sending = send("{}\n{}\n", Duration.ofSeconds(10));

        assertThat(sending.accepted()).isEqualTo(2);
        assertThat(keys).containsExactly(KEY, KEY, KEY);
        assertThat(told).hasSize(1).first().asString().contains("cannot be reached", "trying again for 10 s");
    }

    @Test
    void waitsForALogThatDoesNotSayHowMuchItHolds() {
        answers.add(status(0, "null"));
        answers.add(status(0, "1"));
        answers.add(status(1, "1"));

        StreamStatus status = new AwaitProcessed(
                        client("", Duration.ofSeconds(10)), Clock.systemUTC(), Duration.ofSeconds(10))
                .await();

        assertThat(status.partitions())
                .extracting(StreamStatus.Partition::nextOffset)
                .containsExactly(1L);
    }

    @Test
    void namesTheLinesOfTheFileThatWereRefused() throws IOException {
        answers.add(new Answer(
                422,
                "{\"title\":\"No event accepted\",\"accepted\":0,\"rejected\":1,\"errors\":"
                        + "[{\"line\":1,\"field\":\"value\",\"reason\":\"wrong_type\",\"detail\":\"a text\"}]}"));

        SendRun sending = send("\n\n{\"value\":\"x\"}\n", Duration.ofSeconds(10));

        assertThat(sending.rejected()).isEqualTo(1);
        assertThat(sending.errors()).containsExactly(new ChunkResult.RowError(3, "wrong_type: a text"));
    }

    @Test
    void stopsAtOnceWhereAskingAgainWouldNotHelp() {
        answers.add(new Answer(422, "{\"detail\":\"column colour is not declared\",\"accepted\":0,\"rejected\":0}"));

        assertThatThrownBy(() -> send("{}\n", Duration.ofSeconds(10)))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("the server answered 422: column colour is not declared");
        assertThat(keys).hasSize(1);
    }

    @Test
    void givesUpWhenItsPatienceEnds() {
        answers.add(new Answer(503, "{\"detail\":\"the log is full\"}"));
        answers.add(new Answer(503, "{\"detail\":\"the log is full\"}"));

        assertThatThrownBy(() -> send("{}\n", Duration.ZERO))
                .hasMessageContaining("is busy: 503 the log is full, for 0 s");
    }

    @Test
    void tellsAProxyTheUserOfTheUrlAndNobodyElse() throws IOException {
        answers.add(Answer.CUT);

        send("{}\n", Duration.ofSeconds(10), "ann:hunter%202@");

        assertThat(users).containsOnly("Basic " + Base64.getEncoder().encodeToString("ann:hunter 2".getBytes(UTF_8)));
        assertThat(told)
                .singleElement()
                .asString()
                .contains("//ann:********@127.0.0.1")
                .doesNotContain("hunter");
    }

    @Test
    void saysInWordsThatSomebodyElseHasAnswered() {
        answers.add(new Answer(401, "<html>401 Authorization Required</html>"));
        answers.add(new Answer(404, "<html>\u001b[2J</html>"));

        assertThatThrownBy(() -> send("{}\n", Duration.ofSeconds(10)))
                .hasMessageContaining("the server answered 401: it asks for a user and a password");
        assertThatThrownBy(() -> send("{}\n", Duration.ofSeconds(10)))
                .hasMessageContaining("the server answered 404: that is no answer of DataLab's");
    }

    private SendRun send(String rows, Duration timeLimit) throws IOException {
        return send(rows, timeLimit, "");
    }

    private SendRun send(String rows, Duration timeLimit, String user) throws IOException {
        SendRun sending = new SendRun(client(user, timeLimit), chunk -> "send:" + ID + ":" + chunk.index());
        sending.run(new NdjsonChunks(new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8))), state -> {});
        return sending;
    }

    private StreamClient client(String user, Duration timeLimit) {
        URI url =
                URI.create("http://" + user + "127.0.0.1:" + server.getAddress().getPort() + "/");
        return new StreamClient(
                ServerAddress.of(url), "garden", "readings", new Retry(timeLimit, Clock.systemUTC(), told::add));
    }

    private static Answer status(long next, String end) {
        return new Answer(
                200,
                "{\"streams\":[{\"name\":\"readings\",\"unique\":[],\"partitions\":[{\"partition\":0,\"next_offset\":"
                        + next + ",\"end_offset\":" + end + ",\"alarm\":null}]}]}");
    }

    private void answer(HttpExchange exchange) throws IOException {
        keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        users.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        exchange.getRequestBody().readAllBytes();
        Answer answer = answers.isEmpty() ? ALL_WELL : answers.pop();
        if (answer.equals(Answer.CUT)) {
            exchange.close();
            return;
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private record Answer(int status, String body) {
        static final Answer CUT = new Answer(0, "");
    }
}
