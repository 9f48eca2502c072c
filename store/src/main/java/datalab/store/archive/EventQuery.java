package datalab.store.archive;

import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query for one page of archived events, ordered by event time, partition and offset.
 *
 * @param from inclusive; null for no bound
 * @param to exclusive; null for no bound
 * @param equal fields that must have a value, of the class the field's type names; of those that the archive filters by
 * @param after the position of the last event of the page before; null for the first page
 * @param limit the most events to answer, 1 or more
 */
public record EventQuery(
        EventStream stream,
        @Nullable Instant from,
        @Nullable Instant to,
        Map<String, Object> equal,
        boolean descending,
        @Nullable Position after,
        int limit) {

    public EventQuery {
        equal = Map.copyOf(equal);
    }

    /** The same question, of what is not before a time as well; null for no such bound. */
    public EventQuery notBefore(@Nullable Instant time) {
        boolean isWithin = time == null || (from != null && !from.isBefore(time));
        return isWithin ? this : new EventQuery(stream, time, to, equal, descending, after, limit);
    }

    /** The same question for another number of events. */
    public EventQuery withLimit(int events) {
        return new EventQuery(stream, from, to, equal, descending, after, events);
    }

    /** The same question for what follows a place. */
    public EventQuery after(Position place) {
        return new EventQuery(stream, from, to, equal, descending, place, limit);
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
