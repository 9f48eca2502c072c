package datalab.process.speed;

import datalab.lab.Decoded;
import datalab.lab.Event;
import datalab.lab.EventDecoder;
import datalab.lab.EventStream;
import datalab.lab.Reject;
import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.store.Commit;
import datalab.store.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parts records into events, rejects and repeats. Which of several equal ones counts depends on the log's order alone: the
 * first. Owned by the partition's thread.
 */
final class Sieve {
    private static final byte[] NOTHING = {};

    private final EventStream stream;
    private final EventDecoder decoder;
    private final int[] uniqueAt;
    private final Seen<String> once;
    private final Seen<List<Object>> unique;

    Sieve(EventStream stream, Store store) {
        this.stream = stream;
        this.decoder = new EventDecoder(stream);
        this.uniqueAt = stream.unique().stream().mapToInt(stream::indexOf).toArray();
        this.once = new Seen<>(ids -> store.onceIdsSeen(stream, ids));
        this.unique = new Seen<>(values -> store.known(stream, values));
    }

    /**
     * What records came to.
     *
     * @param onceIds the ids of idempotent sends among them that are new
     * @param duplicates how many were repeats, of an id or of unique values
     */
    record Sifted(List<Event> events, List<Reject> rejects, List<String> onceIds, long duplicates) {}

    Sifted sift(List<LogRecord> records) {
        Set<String> newIds = new LinkedHashSet<>();
        List<LogRecord> fresh = withoutRepeatedSends(records, newIds);
        List<Event> events = new ArrayList<>(fresh.size());
        List<Reject> rejects = new ArrayList<>();
        for (LogRecord record : fresh) {
            switch (decoded(record)) {
                case Decoded.Accepted accepted ->
                    events.add(new Event(stream, accepted.payload(), record.timestamp(), record.at()));
                case Decoded.Refused refused -> rejects.add(Rejects.of(stream, record, refused));
            }
        }
        List<Event> kept = withoutRepeatedEvents(events);
        long duplicates = (long) records.size() - kept.size() - rejects.size();
        return new Sifted(kept, rejects, List.copyOf(newIds), duplicates);
    }

    private Decoded decoded(LogRecord record) {
        byte[] value = record.value() == null ? NOTHING : record.value();
        return decoder.decode(value, 0, value.length, record.timestamp());
    }

    void remember(Commit commit) {
        once.remember(commit.onceIds());
        if (uniqueAt.length > 0) {
            unique.remember(commit.events().stream()
                    .map(archived -> uniqueValues(archived.event()))
                    .toList());
        }
    }

    void forget() {
        once.forget();
        unique.forget();
    }

    private List<LogRecord> withoutRepeatedSends(List<LogRecord> records, Set<String> newIds) {
        List<@Nullable String> ids = new ArrayList<>(records.size());
        Set<String> asked = new HashSet<>();
        for (LogRecord record : records) {
            String id = record.headers().get(Headers.ONCE);
            ids.add(id);
            if (id != null) {
                asked.add(id);
            }
        }
        if (asked.isEmpty()) {
            return records;
        }
        Set<String> before = once.before(asked);
        List<LogRecord> fresh = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            String id = ids.get(i);
            if (id == null || (!before.contains(id) && newIds.add(id))) {
                fresh.add(records.get(i));
            }
        }
        return fresh;
    }

    private List<Event> withoutRepeatedEvents(List<Event> events) {
        if (uniqueAt.length == 0 || events.isEmpty()) {
            return events;
        }
        List<List<Object>> values = events.stream().map(this::uniqueValues).toList();
        Set<List<Object>> seen = unique.before(new LinkedHashSet<>(values));
        List<Event> kept = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            if (seen.add(values.get(i))) {
                kept.add(events.get(i));
            }
        }
        return kept;
    }

    /** The decoder lets no event pass without them; the one that is not among the fields is the event time. */
    private List<Object> uniqueValues(Event event) {
        List<Object> values = new ArrayList<>(uniqueAt.length);
        for (int at : uniqueAt) {
            Object value = at < 0 ? event.time() : event.value(at);
            if (value == null) {
                throw new IllegalStateException(
                        "event " + event.at() + " of " + stream.topic() + " lacks a unique field");
            }
            values.add(value);
        }
        return values;
    }
}
