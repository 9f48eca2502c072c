package datalab.ingest.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.ingest.MemoryLog;
import datalab.ingest.SampleStreams;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Rejected;
import datalab.lab.event.Coordinate;
import datalab.lab.event.RejectReason;
import datalab.log.Headers;
import datalab.log.NewRecord;
import datalab.log.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestTest {
    private static final Instant NOW = Instant.parse("2024-05-01T10:00:00.123Z");
    private static final IngestLimits LIMITS =
            new IngestLimits(64, 2000, Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofSeconds(2));

    private final MemoryLog log = new MemoryLog();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Ingest ingest = new Ingest(log, LIMITS, meters, Clock.fixed(NOW, ZoneOffset.UTC));
    private final StreamBinding readings = ingest.bind(SampleStreams.READINGS, "mqtt");

    @Test
    void keepsAnEventUnderItsKeyWithCloudEventsHeaders() {
        InboundMessage message = message("{\"name\":\"a\",\"value\":5.1,\"timestamp\":\"2024-04-30T00:00:00Z\"}");

        IngestResult result = ingest.accept(message);

        assertThat(result).isInstanceOfSatisfying(Accepted.class, accepted -> {
            assertThat(accepted.at()).isEqualTo(new Coordinate(0, 0));
            assertThat(accepted.arrived()).isEqualTo(NOW);
        });
        NewRecord kept = log.records("sensors.readings").getFirst();
        assertThat(kept.key()).isEqualTo("a");
        assertThat(kept.value()).isEqualTo(message.bytes());
        assertThat(kept.timestamp()).isEqualTo(NOW);
        assertThat(kept.headers())
                .containsEntry(Headers.TIME, "2024-04-30T00:00:00Z")
                .containsEntry(Headers.SOURCE, "mqtt:sensors/a")
                .containsEntry(Headers.TYPE, "datalab.sensors.readings")
                .containsEntry(Headers.SPEC_VERSION, "1.0")
                .containsEntry(Headers.CONTENT_TYPE, "application/json")
                .doesNotContainKey(Headers.ONCE);
        assertThat(kept.headers().get(Headers.ID)).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-.*");
    }

    @Test
    void keepsWhatIsRefusedWithItsBytesAndItsReason() {
        InboundMessage message = message("{\"value\":5.1}");

        IngestResult result = ingest.accept(message);

        assertThat(result).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(RejectReason.MISSING_FIELD);
            assertThat(rejected.field()).isEqualTo("name");
        });
        NewRecord reject = log.records(Topics.REJECTS).getFirst();
        assertThat(reject.value()).isEqualTo(message.bytes());
        assertThat(reject.headers())
                .containsEntry(Headers.LAB, "sensors")
                .containsEntry(Headers.STREAM, "readings")
                .containsEntry(Headers.SOURCE, "mqtt:sensors/a")
                .containsEntry(Headers.REASON, "missing_field")
                .containsEntry(Headers.FIELD, "name")
                .containsEntry(Headers.PAYLOAD_BYTES, "13");
    }

    @Test
    void rejectsAnEventOverTheLimit() {
        InboundMessage message = message("x".repeat(65));

        IngestResult result = ingest.accept(message);

        assertThat(result).isEqualTo(new Rejected(RejectReason.TOO_LARGE, null, "65 bytes, the limit is 64"));
    }

    @Test
    void answersBusyAndNothingElseWhileTheLogFails() {
        log.fail(true);

        IngestResult event = ingest.accept(message("{\"name\":\"a\"}"));
        IngestResult reject = ingest.accept(message("5"));

        assertThat(event).isEqualTo(new Busy(LIMITS.retryAfter(), "the log is stopped"));
        assertThat(reject).isEqualTo(new Busy(LIMITS.retryAfter(), "the log is stopped"));
    }

    @Test
    void answersBusyWhileTooMuchIsUnderWayAndTakesAgainAfterwards() {
        log.hold();
        List<IngestResult> results = new ArrayList<>();
        InboundMessage message = message("{\"name\":\"a\"}");

        for (int i = 0; i < 5; i++) {
            ingest.accept(message, results::add);
        }
        List<IngestResult> whileHeld = List.copyOf(results);
        log.release();
        ingest.accept(message, results::add);

        assertThat(whileHeld).hasSize(2).allMatch(result -> result instanceof Busy);
        assertThat(results).hasSize(6).last().isInstanceOf(Accepted.class);
    }

    @Test
    void doesNotWaitForEverForAnAcknowledgement() {
        log.hold();

        IngestResult result = ingest.accept(message("{\"name\":\"a\"}"));

        assertThat(result).isInstanceOf(Busy.class);
    }

    @Test
    void countsABatchAndTellsTheFirstErrorsByLine() {
        IngestBatch batch = ingest.batch(readings, "http", "K#");

        for (int line = 1; line <= 300; line++) {
            byte[] bytes = (line % 2 == 0 ? "{\"name\":\"a\"}" : "{}").getBytes(UTF_8);
            batch.add(line, bytes, 0, bytes.length);
        }
        IngestBatchResult result = batch.finish();

        assertThat(result.accepted()).isEqualTo(150);
        assertThat(result.rejected()).isEqualTo(150);
        assertThat(result.errors()).hasSize(IngestBatchResult.ERRORS_MAX);
        assertThat(result.errors().getFirst().line()).isEqualTo(1);
        assertThat(result.errors().getLast().line()).isEqualTo(199);
        assertThat(result.busy()).isNull();
        assertThat(log.records("sensors.readings").getFirst().headers()).containsEntry(Headers.ONCE, "K#2");
    }

    @Test
    void closesABatchWhenTheLogFails() {
        IngestBatch batch = ingest.batch(readings, "http", null);
        byte[] event = "{\"name\":\"a\"}".getBytes(UTF_8);
        batch.add(1, event, 0, event.length);

        log.fail(true);
        batch.add(2, event, 0, event.length);

        assertThat(batch.open()).isFalse();
        IngestBatchResult result = batch.finish();
        assertThat(result.accepted()).isEqualTo(1);
        assertThat(result.busy()).isNotNull();
    }

    @Test
    void countsByStreamAndSource() {
        ingest.accept(message("{\"name\":\"a\"}"));
        ingest.accept(message("{}"));

        double events = meters.get("datalab.ingest.events")
                .tags("stream", "sensors.readings", "source", "mqtt")
                .counter()
                .count();
        double rejected = meters.get("datalab.ingest.rejected")
                .tags("stream", "sensors.readings", "source", "mqtt")
                .counter()
                .count();

        assertThat(events).isEqualTo(1);
        assertThat(rejected).isEqualTo(1);
    }

    private InboundMessage message(String text) {
        return new InboundMessage(readings, text.getBytes(UTF_8), "mqtt:sensors/a", NOW);
    }
}
