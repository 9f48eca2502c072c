package datalab.store.near;

import datalab.lab.stream.EventStream;
import datalab.store.archive.EventQuery.Position;
import datalab.store.query.Filters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query for one page of archived events within a distance of any of some positions, ordered by event time, partition and
 * offset. An event without a position is near to nothing.
 *
 * @param stream one with positions
 * @param around where and when to look; an event is near to one if its time lies in that one's time
 * @param metres how far is near, on the WGS 84 ellipsoid, inclusive; 0 or more
 * @param where of fields, of values of the class the field's type names
 * @param except fields that must not have a value; events without any pass
 * @param after the position of the last event of the page before; null for the first page
 * @param limit the most events to answer, 1 or more
 */
public record NearQuery(
        EventStream stream,
        List<NearCenter> around,
        double metres,
        Filters where,
        Map<String, Object> except,
        @Nullable Position after,
        int limit) {

    /** The most centers in one query. */
    public static final int AROUNDS_MAX = 100_000;

    /**
     * Checks and copies.
     *
     * @throws TooManyNearCenters over {@link #AROUNDS_MAX}
     */
    public NearQuery {
        if (stream.position() == null) {
            throw new IllegalArgumentException("stream " + stream.topic() + " has no positions");
        }
        if (!(metres >= 0 && metres < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("metres must be 0 or more, got " + metres);
        }
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more, got " + limit);
        }
        if (around.size() > AROUNDS_MAX) {
            throw new TooManyNearCenters(around.size());
        }
        around = List.copyOf(around);
        except = Map.copyOf(except);
    }

    /** Of fields with one value each. */
    public NearQuery(
            EventStream stream,
            List<NearCenter> around,
            double metres,
            Map<String, Object> equal,
            Map<String, Object> except,
            @Nullable Position after,
            int limit) {
        this(stream, around, metres, Filters.equal(equal), except, after, limit);
    }

    /** The same query for another number of events. */
    public NearQuery withLimit(int events) {
        return new NearQuery(stream, around, metres, where, except, after, events);
    }
}
