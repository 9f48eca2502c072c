package datalab.web.rest;

import datalab.lab.event.Event;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ingests a reject again. The same reject sent twice must count once: its id serves as the id of an
 * idempotent send.
 */
@FunctionalInterface
public interface RejectSender {

    /**
     * Sends it to its stream again and waits until it is kept.
     *
     * @param payload the reject's own bytes, or an edited version of them
     */
    Outcome send(Reject reject, byte[] payload);

    /** The result. */
    sealed interface Outcome {

        record Kept(Event event) implements Outcome {}

        record Refused(RejectReason reason, @Nullable String field, String detail) implements Outcome {}

        record Busy(Duration retryAfter, String detail) implements Outcome {}
    }
}
