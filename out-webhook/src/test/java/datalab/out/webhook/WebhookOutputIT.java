package datalab.out.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import datalab.lab.expression.Column;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.DataLabProcess;
import datalab.testkit.contract.OutputTargetContract;
import datalab.testkit.store.KnownAcknowledgements;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs to a receiver of the tests' own, since a webhook has no server that could be installed. */
final class WebhookOutputIT implements OutputTargetContract {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final long LONG_SECONDS = 60;

    private KeepingReceiver receiver;
    private WebhookTarget target;

    @BeforeEach
    void start() throws IOException {
        receiver = new KeepingReceiver();
        target = receiver.target();
    }

    @AfterEach
    void stop() {
        target.close();
        receiver.close();
    }

    @Override
    public OutputTarget target() {
        return target;
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        return receiver.seen(table);
    }

    @Test
    void postsRowsWithTheirVersion() {
        OutputTable table = OutputTargetContract.table(
                "counts",
                OutputTargetContract.key("name", Column.Type.STRING),
                OutputTargetContract.column("n", Column.Type.INTEGER),
                OutputTargetContract.column("top", Column.Type.JSON));
        write(table, 17, OutputRow.of("a", 3L, "[{\"value\": 1}]"), OutputRow.gone("b", null, null));

        KeepingReceiver.Request request = receiver.requests.getFirst();
        assertThat(request.path()).isEqualTo("/hidden/counts");
        assertThat(request.headers()).containsEntry("Content-type", "application/json");
        assertThat(request.body())
                .isEqualTo("{\"output\":\"lab.view\",\"version\":17,\"rows\":["
                        + "{\"key\":{\"name\":\"a\"},\"row\":{\"name\":\"a\",\"n\":3,\"top\":[{\"value\": 1}]}},"
                        + "{\"key\":{\"name\":\"b\"},\"row\":null}]}");
    }

    @Test
    void givesTheSameRowsOfAVersionTheSameId() {
        OutputTable users = OutputTargetContract.users();
        write(users, 1, OutputRow.of("a", "Ann"));
        write(users, 1, OutputRow.of("a", "Ann"));
        write(users, 2, OutputRow.of("a", "Ann"));
        write(users, 2, OutputRow.of("b", "Bob"));

        List<String> ids =
                receiver.requests.stream().map(KeepingReceiver.Request::id).toList();
        assertThat(ids).hasSize(4).doesNotContain("");
        assertThat(ids.get(1)).isEqualTo(ids.get(0));
        assertThat(Set.copyOf(ids)).hasSize(3);
    }

    @Test
    void boundsWhatARequestHas() throws IOException {
        OutputTable users = OutputTargetContract.users();
        write(users, 1, rows(250, 10));
        assertThat(receiver.requests).hasSize(3);
        receiver.requests.clear();
        write(users, 2, rows(20, 100_000));

        assertThat(receiver.requests)
                .hasSize(10)
                .allSatisfy(request -> assertThat(request.json().path("rows")).hasSize(2));
        assertThat(receiver.seen(users)).hasSize(250);
    }

    /** Whatever the status, as long as a request without rows is taken. */
    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 410, 413, 422})
    void findsTheRowsThatARequestIsRefusedFor(int status) {
        OutputTable users = OutputTargetContract.users();
        receiver.refuse(body -> body.contains("bad"), status, "no \n bad\tones " + "x".repeat(300));
        OutputRow bad = OutputRow.of("b", "bad");
        OutputRow worse = OutputRow.of("e", "as bad");
        List<RefusedRow> refused = write(
                users, 1, OutputRow.of("a", "Ann"), bad, OutputRow.of("c", null), OutputRow.of("d", "Dan"), worse);

        assertThat(refused).extracting(RefusedRow::row).containsExactly(bad, worse);
        assertThat(refused)
                .extracting(RefusedRow::reason)
                .containsOnly(status + ": no bad ones " + "x".repeat(200 - "no bad ones ".length()));
        assertThat(receiver.seen(users)).hasSize(3);
    }

    /** In requests of two rows, of which the second is put off. */
    @Test
    void postsNothingAgainThatWasTakenBesideWhatIsPutOff() {
        OutputTable users = OutputTargetContract.users();
        OutputRow[] rows = rows(6, 100_000);
        KnownAcknowledgements known = new KnownAcknowledgements();
        receiver.refuse(body -> body.contains("user 3\""), 503, "later");
        for (int attempt = 1; attempt <= 2; attempt++) {
            try (OutputWriter writer = target.open(users)) {
                assertThatThrownBy(() -> writer.tell(1, List.of(rows), known)).isInstanceOf(OutputUnavailable.class);
            }
        }
        assertThat(known.rows()).containsExactly(rows[0], rows[1]);
        receiver.refuse(body -> false, 503, "");
        receiver.requests.clear();
        try (OutputWriter writer = target.open(users)) {
            assertThat(writer.tell(2, List.of(rows), known)).isEmpty();
        }

        assertThat(receiver.requests)
                .hasSize(2)
                .noneMatch(request -> request.body().contains("user 0"));
        assertThat(receiver.seen(users)).hasSize(6);
    }

    /** A request that is refused is halved; what a half has taken does not come again with the other. */
    @Test
    void postsNothingAgainOfAHalfThatWasTaken() {
        OutputTable users = OutputTargetContract.users();
        OutputRow[] rows = rows(4, 10);
        KnownAcknowledgements known = new KnownAcknowledgements();
        receiver.refuse((request, exchange) -> {
            boolean isRefused = request.body().contains("user 3\"");
            if (isRefused) {
                exchange.sendResponseHeaders(request.body().contains("user 0\"") ? 422 : 503, -1);
            }
            return isRefused;
        });
        try (OutputWriter writer = target.open(users)) {
            assertThatThrownBy(() -> writer.tell(1, List.of(rows), known)).isInstanceOf(OutputUnavailable.class);
        }
        assertThat(known.rows()).containsExactly(rows[0], rows[1]);
        receiver.requests.clear();
        receiver.refuse((request, exchange) -> false);
        try (OutputWriter writer = target.open(users)) {
            assertThat(writer.tell(2, List.of(rows), known)).isEmpty();
        }

        assertThat(receiver.requests)
                .hasSize(1)
                .noneMatch(request -> request.body().contains("user 0"));
        assertThat(receiver.seen(users)).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 410})
    void blamesNoRowWhereNothingIsTaken(int status) {
        OutputTable users = OutputTargetContract.users();
        receiver.refuse(body -> true, status, "who are you?");

        assertThatThrownBy(() -> write(users, 1, rows(100, 10)))
                .isInstanceOf(OutputUnavailable.class)
                .hasMessage(receiver.host()
                        + " refuses a request without rows, too, so url, path or secret seem to be wrong: " + status
                        + ": who are you?");
        assertThat(receiver.requests).hasSize(2);
    }

    @Test
    void waitsWhereTheSecretIsAnother() {
        try (WebhookTarget other = receiver.target("another", Duration.ofSeconds(10));
                OutputWriter writer = other.open(OutputTargetContract.users())) {
            assertThatThrownBy(() -> writer.write(1, List.of(OutputRow.of("a", "Ann"))))
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageContaining("401")
                    .hasMessageNotContaining("another")
                    .hasMessageNotContaining("hidden");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503})
    void waitsForWhatPasses(int status) {
        receiver.refuse((request, exchange) -> {
            exchange.getResponseHeaders().set("Retry-After", "120");
            KeepingReceiver.answer(exchange, status, "later");
            return true;
        });

        assertThatThrownBy(() -> write(OutputTargetContract.users(), 1, rows(3, 10)))
                .isInstanceOf(OutputUnavailable.class)
                .hasMessage(receiver.host() + " answers " + status + ", Retry-After: 120: later");
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void followsNoRedirect() {
        receiver.refuse((request, exchange) -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            KeepingReceiver.answer(exchange, 307, "");
            return true;
        });

        assertThatThrownBy(() -> write(OutputTargetContract.users(), 1, rows(1, 10)))
                .isInstanceOf(OutputUnavailable.class)
                .hasMessage(receiver.host() + " answers 307, and redirects are not followed");
        assertThat(receiver.requests).hasSize(1);
    }

    /** Before its answer, and amid its body. */
    @Test
    void doesNotWaitLongForAnAnswer() {
        CountDownLatch end = new CountDownLatch(1);
        List<KeepingReceiver.Refusal> slow = List.of((request, exchange) -> stall(end), (request, exchange) -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            return stall(end);
        });
        try (WebhookTarget impatient = receiver.target(KeepingReceiver.SECRET, SHORT);
                OutputWriter writer = impatient.open(OutputTargetContract.users())) {
            for (KeepingReceiver.Refusal each : slow) {
                receiver.refuse(each);
                assertThatThrownBy(() -> writer.write(1, List.of(OutputRow.of("a", "Ann"))))
                        .isInstanceOf(OutputUnavailable.class)
                        .hasMessage(receiver.host() + " does not answer within 500 ms");
            }
        } finally {
            end.countDown();
        }
    }

    @Test
    void readsTheBeginningOfAnAnswerAlone() {
        receiver.refuse((request, exchange) -> request.body().contains("Ann") && endless(exchange));

        assertThat(write(OutputTargetContract.users(), 1, OutputRow.of("a", "Ann")))
                .extracting(RefusedRow::reason)
                .containsExactly("422: " + "x".repeat(200));
    }

    @Test
    void saysWhereNobodyAnswers() {
        int port = DataLabProcess.freePort();
        WebhookSecret secret = WebhookSecret.read("hunter2").orElseThrow();
        URI url = URI.create("http://127.0.0.1:" + port + "/hidden");
        try (WebhookTarget away = new WebhookTarget(new WebhookReceiver(url, secret, SHORT, 1), Clock.systemUTC())) {
            assertThatThrownBy(away::check)
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessage("127.0.0.1:" + port + " cannot be connected to");
        }
    }

    @Test
    void refusesAPathThatIsNone() {
        for (String path : List.of("a b", "users#new", "a%zz")) {
            OutputTable table = OutputTargetContract.table(path, OutputTargetContract.key("id", Column.Type.STRING));

            assertThatThrownBy(() -> target.prepare(table))
                    .isInstanceOf(OutputMismatch.class)
                    .hasMessageContaining("path " + path);
        }
    }

    private List<RefusedRow> write(OutputTable table, long version, OutputRow... rows) {
        target.prepare(table);
        try (OutputWriter writer = target.open(table)) {
            return writer.write(version, List.of(rows));
        }
    }

    private static OutputRow[] rows(int count, int chars) {
        return IntStream.range(0, count)
                .mapToObj(i -> OutputRow.of("user " + i, "x".repeat(chars)))
                .toArray(OutputRow[]::new);
    }

    private static boolean stall(CountDownLatch end) throws IOException {
        try {
            return end.await(LONG_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Writes until the other side hangs up. */
    private static boolean endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(422, 0);
        byte[] part = "x".repeat(1000).getBytes(UTF_8);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG_SECONDS);
        try (OutputStream out = exchange.getResponseBody()) {
            while (System.nanoTime() < end) {
                out.write(part);
            }
        }
        return true;
    }
}
