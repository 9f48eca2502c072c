package datalab.web.live;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import datalab.log.LogTail;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tail of a lab's topics, and how far it has been read. Confined to whoever holds the feed's lock, but {@link #close}. */
final class LabTail {
    private final LogTail tail;
    private final Map<String, String> streams = new HashMap<>();
    private final SortedMap<String, SortedMap<Integer, Long>> next = new TreeMap<>();

    /** Stands at the end of each topic, or a little before. */
    LabTail(Lab lab, LogQueries log) {
        for (EventStream stream : lab.streams().values()) {
            streams.put(stream.topic(), stream.name());
            next.put(stream.name(), new TreeMap<>(log.ends().apply(stream.topic())));
        }
        this.tail = log.tail().apply(streams.keySet());
    }

    /** What has come; it counts as read once it is {@link #passed}. */
    List<LogRecord> poll(Duration atMost) {
        return tail.poll(atMost);
    }

    void passed(LogRecord record) {
        String stream = streams.get(record.topic());
        if (stream != null) {
            next.computeIfAbsent(stream, name -> new TreeMap<>())
                    .put(record.at().partition(), record.at().offset() + 1);
        }
    }

    LiveCursor cursor() {
        return new LiveCursor(next);
    }

    void close() {
        tail.close();
    }
}
