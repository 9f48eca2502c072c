package datalab.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import org.jspecify.annotations.Nullable;

/** Rejects for tests. */
public final class Rejects {
    private Rejects() {}

    /** A reject of partition 0 of the lab's readings; a second newer than that of the offset before. */
    public static Reject reject(StoreLab lab, long offset) {
        return reject(lab.readings().topic() + ":0:" + offset, lab.lab().name(), "readings", offset);
    }

    public static Reject reject(String id, @Nullable String lab, @Nullable String stream, long second) {
        byte[] payload = "{\"value\": \"five\u0000\"}".getBytes(UTF_8);
        return new Reject(
                id,
                lab,
                stream,
                "mqtt:sensors/a",
                RejectReason.WRONG_TYPE,
                "value",
                "value is the string \"five\u0000\", expected a number",
                payload,
                payload.length,
                StoreLab.START.plusSeconds(second),
                null);
    }
}
