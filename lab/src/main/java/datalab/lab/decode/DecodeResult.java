package datalab.lab.decode;

import datalab.lab.event.DecodedPayload;
import datalab.lab.event.RejectReason;
import org.jspecify.annotations.Nullable;

/** The result of decoding one message: accepted or refused. */
public sealed interface DecodeResult {

    record Accepted(DecodedPayload payload) implements DecodeResult {}

    /**
     * The bytes can never become an event of this stream.
     *
     * @param field the field at fault; null where it is the whole payload
     * @param detail what was found and what was expected, for a person
     */
    record Refused(RejectReason reason, @Nullable String field, String detail) implements DecodeResult {}
}
