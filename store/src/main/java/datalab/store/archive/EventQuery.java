package datalab.store.archive;

import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.store.query.SortKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query for one page of archived events, ordered by event time, partition and offset where it names no other order.
 *
 * @param from inclusive; null for no bound
 * @param to exclusive; null for no bound
 * @param where of fields that the archive filters by, or the stream's time; of values of the class the field's type names
 * @param latest the most events of each key, the newest of the question; 0 for all
 * @param descending of the usual order
 * @param sort by fields, the stream's time or {@code _time}
 * @param after the position of the last event of the page before; null for the first page
 * @param limit the most events to answer, 1 or more
 */
public record EventQuery(
        EventStream stream,
        @Nullable Instant from,
        @Nullable Instant to,
        Filters where,
        int latest,
        boolean descending,
        Sort sort,
        @Nullable Position after,
        int limit) {
    /** The column that holds the event time in every stream, beside the stream's own time field. */
    public static final String TIME = "_time";

    public EventQuery {
        if (latest > 0 && stream.key() == null) {
            throw new IllegalArgumentException("stream " + stream.topic() + " has no key");
        }
    }

    /** Of fields with one value each, in the usual order. */
    public EventQuery(
            EventStream stream,
            @Nullable Instant from,
            @Nullable Instant to,
            Map<String, Object> equal,
            boolean descending,
            @Nullable Position after,
            int limit) {
        this(stream, from, to, Filters.equal(equal), 0, descending, Sort.USUAL, after, limit);
    }

    /** The same question, of what is not before a time as well; null for no such bound. */
    public EventQuery notBefore(@Nullable Instant time) {
        boolean isWithin = time == null || (from != null && !from.isBefore(time));
        return isWithin ? this : new EventQuery(stream, time, to, where, latest, descending, sort, after, limit);
    }

    /** The same question for another number of events. */
    public EventQuery withLimit(int events) {
        return new EventQuery(stream, from, to, where, latest, descending, sort, after, events);
    }

    /** The same question for what follows an event. */
    public EventQuery following(Event last) {
        Sort next = sort.isUsual() ? sort : sort.following(sortValues(last));
        return following(next, Position.of(last));
    }

    /** The same question for what follows a place in an order. */
    public EventQuery following(Sort next, Position place) {
        return new EventQuery(stream, from, to, where, latest, descending, next, place, limit);
    }

    /** Whether it asks for all events in order of time, which every archive can answer page by page. */
    public boolean isPlain() {
        return latest == 0 && sort.isUsual();
    }

    /** The same question for all events in order of time. */
    public EventQuery plain(boolean newestFirst) {
        return new EventQuery(stream, from, to, where, 0, newestFirst, Sort.USUAL, null, limit);
    }

    /** The values by which an event is sorted. */
    public List<@Nullable Object> sortValues(Event event) {
        List<@Nullable Object> values = new ArrayList<>();
        for (SortKey key : sort.keys()) {
            boolean isTime = key.column().equals(TIME) || key.column().equals(stream.time());
            values.add(isTime ? event.time() : event.value(stream.indexOf(key.column())));
        }
        return values;
    }

    /** A place in the order of events: by time, then partition, then offset. */
    public record Position(Instant time, int partition, long offset) implements Comparable<Position> {
        private static final Comparator<Position> ORDER = Comparator.comparing(Position::time)
                .thenComparingInt(Position::partition)
                .thenComparingLong(Position::offset);

        /** The place of an event. */
        public static Position of(Event event) {
            return new Position(event.time(), event.at().partition(), event.at().offset());
        }

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }
    }
}
