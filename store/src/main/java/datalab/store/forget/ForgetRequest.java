package datalab.store.forget;

import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All events of a key that are to be forgotten.
 *
 * @param keys the streams, each with the value of its key field
 * @param ends where the log of each ends, by its topic, in the log's own offsets: what has been acknowledged is to be
 *     forgotten, too
 * @param by who asks
 */
public record ForgetRequest(Lab lab, Map<EventStream, Object> keys, Map<String, Offsets> ends, String by) {
    public ForgetRequest {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        ends = Map.copyOf(ends);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no stream to forget a key in");
        }
    }

    /** Where the log of a stream ends, as far as that is known. */
    public Offsets end(EventStream stream) {
        return ends.getOrDefault(stream.topic(), Offsets.NONE);
    }
}
