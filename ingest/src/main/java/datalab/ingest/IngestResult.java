package datalab.ingest;

import datalab.lab.Coordinate;
import datalab.lab.Payload;
import datalab.lab.RejectReason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of one inbound message. */
public sealed interface IngestResult {

    /** The event is in the log; the sender may forget it. */
    record Accepted(Payload payload, Coordinate at, Instant arrived) implements IngestResult {}

    /** The message can never become an event; it is in the log as a reject. */
    record Rejected(RejectReason reason, @Nullable String field, String detail) implements IngestResult {}

    /**
     * The log cannot keep up or cannot be reached; the sender should try again. Nothing was acknowledged.
     *
     * @param crowded whether there was just no room: others were before this one
     */
    record Busy(Duration retryAfter, String detail, boolean crowded) implements IngestResult {
        public Busy(Duration retryAfter, String detail) {
            this(retryAfter, detail, false);
        }
    }
}
