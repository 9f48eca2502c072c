package datalab.lab.event;

import datalab.lab.stream.Field;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The decoded and validated content of a message: an event without its place in the log.
 *
 * <p>Immutable by convention: {@link #values()} is not written to after construction. It is not copied because the speed
 * layer makes one of these for every event.
 *
 * @param values one for each of the stream's fields, in order; null where the event has none. Classes as in
 *     {@link Field.Type}
 * @param time the event time the sender gave, to the microsecond; null where it gave none
 * @param extra the undeclared fields as the text of a JSON object; null where there were none
 */
@SuppressWarnings("ArrayRecordComponent") // hot path; instances are never compared
public record DecodedPayload(
        @Nullable Object[] values,
        @Nullable Instant time,
        Origin origin,
        @Nullable String extra) {}
