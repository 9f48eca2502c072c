package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.log.Headers;
import datalab.log.LogRecord;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RejectDecoderTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    @Test
    void keepsWhatTheDoorSaid() {
        LogRecord record = record(
                "5".getBytes(UTF_8),
                Map.of(
                        Headers.LAB, "sensors",
                        Headers.STREAM, "readings",
                        Headers.SOURCE, "http",
                        Headers.REASON, "out_of_range",
                        Headers.FIELD, "value",
                        Headers.DETAIL, "too warm",
                        Headers.PAYLOAD_BYTES, "99"));

        Reject reject = RejectDecoder.of(record);

        assertThat(reject)
                .usingRecursiveComparison()
                .isEqualTo(new Reject(
                        "datalab.rejects:2:7",
                        "sensors",
                        "readings",
                        "http",
                        RejectReason.OUT_OF_RANGE,
                        "value",
                        "too warm",
                        "5".getBytes(UTF_8),
                        99,
                        NOON,
                        null));
    }

    @Test
    void keepsWhatAnotherProgramWroteThere() {
        Reject reject =
                RejectDecoder.of(record(null, Map.of(Headers.REASON, "just so", Headers.PAYLOAD_BYTES, "many")));

        assertThat(reject.lab()).isNull();
        assertThat(reject.source()).isEqualTo("kafka");
        assertThat(reject.reason()).isEqualTo(RejectReason.UNKNOWN_TOPIC);
        assertThat(reject.detail()).contains("just so");
        assertThat(reject.payload()).isEmpty();
        assertThat(reject.payloadBytes()).isZero();
    }

    @Test
    void keepsTheBeginningOfALargePayloadAndItsSize() {
        byte[] large = new byte[Reject.PAYLOAD_BYTES_MAX + 1];

        Reject reject =
                RejectDecoder.of(record(large, Map.of(Headers.REASON, "too_large", Headers.PAYLOAD_BYTES, "-3")));

        assertThat(reject.payload()).hasSize(Reject.PAYLOAD_BYTES_MAX);
        assertThat(reject.payloadBytes()).isEqualTo(large.length);
    }

    private static LogRecord record(byte @Nullable [] value, Map<String, String> headers) {
        return new LogRecord("datalab.rejects", new Coordinate(2, 7), value, NOON, headers);
    }
}
