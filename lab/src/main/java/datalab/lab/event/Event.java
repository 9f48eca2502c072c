package datalab.lab.event;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream with its place in the log. Immutable.
 *
 * @param arrived when DataLab took it in: the time of its record in the log
 */
public record Event(EventStream stream, DecodedPayload payload, Instant arrived, Coordinate at) {

    /** The value of the stream's field at an index, of the class that {@link Field.Type} names, or null. */
    public @Nullable Object value(int field) {
        return payload.values()[field];
    }

    /** The event time: the sender's own where it gave one, else the time of arrival. */
    public Instant time() {
        Instant own = payload.time();
        return own == null ? arrived : own;
    }

    /**
     * What identifies it: its value of each unique field, in order, and its event time where the time field is among them.
     * Empty where the stream has no unique fields.
     */
    public List<Object> uniqueValues() {
        List<Object> values = new ArrayList<>(stream.unique().size());
        for (String name : stream.unique()) {
            values.add(name.equals(stream.time()) ? time() : requiredValue(name));
        }
        return values;
    }

    private Object requiredValue(String name) {
        Object value = value(stream.indexOf(name));
        if (value == null) {
            throw new IllegalStateException("no value for unique field " + name + " at " + at);
        }
        return value;
    }
}
