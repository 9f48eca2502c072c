package datalab.web.rest;

import datalab.lab.event.Event;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Puts a reject through the door again. The same reject sent twice must count once: its id serves as the id of an
 * idempotent send.
 */
@FunctionalInterface
public interface RejectSender {

    /**
     * Sends it to its stream again and waits until it is kept.
     *
     * @param payload the reject's own bytes, or what a person made of them
     */
    Outcome send(Reject reject, byte[] payload);

    /** What became of it. */
    sealed interface Outcome {

        record Kept(Event event) implements Outcome {}

        record Refused(RejectReason reason, @Nullable String field, String detail) implements Outcome {}

        record Busy(Duration retryAfter, String detail) implements Outcome {}
    }
}
