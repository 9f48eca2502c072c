package datalab.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.testkit.contract.TestSender.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The contract of every source towards its senders. */
public interface SourceContract {
    /** Until then a sender who comes again is accepted. */
    Duration BACK_WITHIN = Duration.ofSeconds(60);

    /** The log behind the source; fresh for each test. */
    SourceLog kept();

    /** A client of the source, which runs before {@link #kept}. */
    TestSender sender();

    /** Whether the source can tell a sender that a message was refused. */
    boolean tellsRefusals();

    /** What the source of a message begins with. */
    String source();

    @Test
    default void keepsWhatItAccepts() {
        List<String> accepted = new ArrayList<>();

        try (TestSender sender = sender()) {
            for (int i = 0; i < 200; i++) {
                String event = "{\"name\":\"s" + i % 7 + "\",\"value\":" + i % 100 + "}";
                assertThat(sender.send(event.getBytes(UTF_8))).isEqualTo(Told.ACCEPTED);
                accepted.add(event);
            }
        }

        assertThat(kept().events(200)).containsExactlyInAnyOrderElementsOf(accepted);
    }

    @Test
    default void keepsTheOrderOfAKey() {
        List<String> sent = new ArrayList<>();

        try (TestSender sender = sender()) {
            for (int i = 0; i < 200; i++) {
                sent.add("{\"name\":\"same\",\"number\":" + i + "}");
                sender.send(sent.getLast().getBytes(UTF_8));
            }
        }

        assertThat(kept().events(200)).isEqualTo(sent);
    }

    /** Local times are Berlin's; of two instants it is the later. */
    @Test
    default void readsTimesByTheOneRule() {
        Map<String, String> times = new LinkedHashMap<>();
        times.put("\"2024-05-01t12:00:00z\"", "2024-05-01T12:00:00Z");
        times.put("\"1998-12-31T15:59:60.5-08:00\"", "1999-01-01T00:00:00.500Z");
        times.put("\"2024-10-27 02:30:00\"", "2024-10-27T01:30:00Z");
        times.put("\"2024-03-31 02:30:00\"", "2024-03-31T01:30:00Z");
        times.put("20140601", "2014-05-31T22:00:00Z");
        times.put("\"20140601\"", "2014-05-31T22:00:00Z");
        times.put("\"20140601220000\"", "2014-06-01T20:00:00Z");
        times.put("1714564800", "2024-05-01T12:00:00Z");
        times.put("\"1714564800250\"", "2024-05-01T12:00:00.250Z");
        times.put("1.7145648e9", "2024-05-01T12:00:00Z");
        times.put("1714564800123456789", "2024-05-01T12:00:00.123456Z");

        try (TestSender sender = sender()) {
            for (String time : times.keySet()) {
                String event = "{\"name\":\"same\",\"timestamp\":" + time + "}";
                assertThat(sender.send(event.getBytes(UTF_8))).as(time).isEqualTo(Told.ACCEPTED);
            }
        }

        assertThat(kept().times(times.size())).containsExactlyElementsOf(times.values());
    }

    @Test
    default void keepsWhatItRefusesWithItsBytesAndTheReason() {
        List<BadInput> inputs = BadInput.all();
        Told refused = tellsRefusals() ? Told.REFUSED : Told.ACCEPTED;

        try (TestSender sender = sender()) {
            for (BadInput input : inputs) {
                assertThat(sender.send(input.payload())).as(input.reason()).isEqualTo(refused);
            }
            assertThat(sender.send("{\"name\":\"healthy\"}".getBytes(UTF_8))).isEqualTo(Told.ACCEPTED);
        }

        List<LogRecord> rejects = kept().rejects(inputs.size());
        assertThat(rejects)
                .extracting(reject -> reject.headers().get(Headers.REASON))
                .containsExactlyInAnyOrderElementsOf(
                        inputs.stream().map(BadInput::reason).toList());
        assertThat(rejects)
                .extracting(LogRecord::value)
                .containsExactlyInAnyOrderElementsOf(
                        inputs.stream().map(BadInput::kept).toList());
        assertThat(rejects)
                .allSatisfy(reject -> assertThat(reject.headers())
                        .containsEntry(Headers.LAB, "sensors")
                        .containsEntry(Headers.STREAM, "readings")
                        .hasEntrySatisfying(
                                Headers.SOURCE, from -> assertThat(from).startsWith(source())));
        assertThat(kept().events(1)).containsExactly("{\"name\":\"healthy\"}");
    }

    @Test
    default void acknowledgesNothingWhileTheLogIsStopped() {
        byte[] event = "{\"name\":\"a\"}".getBytes(UTF_8);
        try (TestSender before = sender()) {
            assertThat(before.send(event)).isEqualTo(Told.ACCEPTED);
        }

        kept().stopBroker();
        CompletableFuture<Told> noEvent = CompletableFuture.supplyAsync(() -> sendOne("5".getBytes(UTF_8)));
        assertThat(sendOne(event)).isEqualTo(Told.COME_AGAIN);
        assertThat(noEvent.join()).isEqualTo(Told.COME_AGAIN);
        kept().startBroker();

        byte[] after = "{\"name\":\"after\"}".getBytes(UTF_8);
        Awaitility.await().atMost(BACK_WITHIN).until(() -> sendOne(after), told -> told == Told.ACCEPTED);
        Awaitility.await()
                .atMost(BACK_WITHIN)
                .untilAsserted(() -> assertThat(kept().events(2)).contains("{\"name\":\"a\"}", "{\"name\":\"after\"}"));
    }

    private Told sendOne(byte[] payload) {
        try (TestSender sender = sender()) {
            return sender.send(payload);
        }
    }
}
