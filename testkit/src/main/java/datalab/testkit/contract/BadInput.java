package datalab.testkit.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.event.Reject;
import java.util.Arrays;
import java.util.List;

/** What people and broken programs send, with the reason for which it is refused. */
@SuppressWarnings("ArrayRecordComponent") // bytes to send; instances are never compared
public record BadInput(byte[] payload, String reason) {
    private static final int LARGE_BYTES = 10_000_000;

    /** One of each kind. */
    public static List<BadInput> all() {
        return List.of(
                of("{'name': 'sensor1'}", "not_json"),
                of("5", "not_an_object"),
                of("\"text\"", "not_an_object"),
                of("null", "not_an_object"),
                of("{\"name\":\"a\"", "not_json"),
                of("{\"name\":\"a\"}{\"name\":\"b\"}", "not_json"),
                new BadInput("{\"name\":\"\u00e4\"}".getBytes(ISO_8859_1), "not_utf8"),
                of("{}", "missing_field"),
                of("{\"name\":null}", "missing_field"),
                of("{\"name\":7}", "wrong_type"),
                of("{\"name\":\"a\",\"value\":\"5.1\"}", "wrong_type"),
                of("{\"name\":\"a\",\"value\":1000}", "out_of_range"),
                of("{\"name\":\"" + "x".repeat(101) + "\"}", "out_of_range"),
                of("{\"name\":\"a\",\"timestamp\":\"yesterday\"}", "bad_time"),
                of("{\"name\":\"a\",\"timestamp\":0}", "bad_time"),
                of("{\"name\":\"a\",\"timestamp\":\"2014060122\"}", "bad_time"),
                of("{\"name\":\"a\",\"timestamp\":\"2042-01-01T00:00:00Z\"}", "time_in_future"),
                of("{\"name\":\"a\",\"_secret\":1}", "unknown_field"),
                of("{\"name\":\"a\",\"deep\":" + "[".repeat(100) + "]".repeat(100) + "}", "too_deep"),
                of("{\"name\":\"" + "x".repeat(LARGE_BYTES) + "\"}", "too_large"));
    }

    /** What is kept of it. */
    public byte[] kept() {
        return Arrays.copyOf(payload, Math.min(payload.length, Reject.PAYLOAD_BYTES_MAX));
    }

    private static BadInput of(String text, String reason) {
        return new BadInput(text.getBytes(UTF_8), reason);
    }
}
