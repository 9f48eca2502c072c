package datalab.web.live;

import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far a lab's topics have been shown. Guarded by the feed's lock. */
final class LabPosition {
    private final Map<String, String> streams = new HashMap<>();
    private final Map<String, Map<Integer, Long>> next = new HashMap<>();

    LabPosition(Lab lab) {
        for (EventStream stream : lab.streams().values()) {
            streams.put(stream.topic(), stream.name());
        }
    }

    /** @param offsets the first ones to be shown, by topic */
    void begin(Map<String, Offsets> offsets) {
        streams.forEach((topic, stream) -> next.put(
                stream, new HashMap<>(offsets.getOrDefault(topic, Offsets.NONE).byPartition())));
    }

    void passed(LogRecord record) {
        String stream = streams.get(record.topic());
        if (stream != null) {
            next.computeIfAbsent(stream, name -> new HashMap<>())
                    .put(record.at().partition(), record.at().offset() + 1);
        }
    }

    LiveCursor cursor() {
        SortedMap<String, Offsets> shown = new TreeMap<>();
        next.forEach((stream, offsets) -> shown.put(stream, new Offsets(offsets)));
        return new LiveCursor(shown);
    }
}
