package datalab.ingest.door;

import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.RejectReason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The result of ingesting one message: accepted, rejected or busy. */
public sealed interface IngestResult {

    /** The event is in the log; the sender need not keep it. */
    record Accepted(DecodedPayload payload, Coordinate at, Instant arrived) implements IngestResult {}

    /** The message can never become an event; it is in the log as a reject. */
    record Rejected(RejectReason reason, @Nullable String field, String detail) implements IngestResult {}

    /**
     * The log cannot keep up, cannot be reached or takes nothing; the sender should try again. Nothing was acknowledged.
     */
    record Busy(Duration retryAfter, String detail, Cause cause) implements IngestResult {
        public Busy(Duration retryAfter, String detail) {
            this(retryAfter, detail, Cause.AWAY);
        }
    }

    /** Why something is not taken now. */
    enum Cause {
        /** There was no room in the in-flight budget. */
        CROWDED,
        /** The log or the archive does not respond in time, or fails. */
        AWAY,
        /** The sender may not send this, and it is not kept. */
        DENIED,
        /** The sender, or all senders of the lab together, have sent as much as they may. */
        OVER_QUOTA,
        /** The stream rejects writes until an operator has resumed it after a gap in its log. */
        STOPPED
    }
}
