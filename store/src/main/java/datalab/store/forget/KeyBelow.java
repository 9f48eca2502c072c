package datalab.store.forget;

import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import java.util.Objects;

/**
 * The events of one key of a stream that are to be removed.
 *
 * @param value of the stream's key field
 * @param below the events before these offsets
 * @param token no lower than that of anybody who may still write below
 */
public record KeyBelow(EventStream stream, Object value, Offsets below, long token) {

    /** The field that is the stream's key. */
    public String field() {
        return Objects.requireNonNull(stream.key(), stream::topic);
    }

    public boolean has(Event event) {
        return below.covers(event.at()) && value.equals(event.value(stream.indexOf(field())));
    }
}
