package datalab.lab.view;

import datalab.lab.aggregate.Count;
import datalab.lab.aggregate.Covered;
import datalab.lab.aggregate.Max;
import datalab.lab.aggregate.Min;
import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.expression.ValueOrder;
import datalab.lab.geo.SpatialGrid;
import datalab.lab.geo.Wgs84;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;
import datalab.lab.stream.StreamInputs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Defines the contacts of a {@link Meet}: pairs of events of two different entities within a maximum distance and a maximum
 * difference in time. Each is an event of a separate stream, which has the two in their order, the time of the earlier
 * event as its own, the time of the later one and the distance; a view of that stream is folded like any other.
 *
 * <p>A contact depends on its two events alone, whichever comes first. Thread-safe.
 */
public final class ContactRule {
    private static final String FIRST = "first";
    private static final String LAST = "last";
    private static final String CLOSEST = "closest";
    private static final int FIELDS = 4;

    /** What a view of contacts shows, in this order. */
    public static final List<Aggregate> AGGREGATES = List.of(
            new Min(FIRST, FIRST),
            new Max(LAST, LAST),
            new Min(CLOSEST, CLOSEST),
            new Count("contacts"),
            new Covered("dwell", LAST));

    private final EventStream stream;
    private final double metres;
    private final Duration within;
    private final Set<Origin> origins;
    private final int who;
    private final int latitude;
    private final int longitude;

    /**
     * Of one definition of a view.
     *
     * @param source the stream that its {@link Meet#of} names
     */
    public ContactRule(View view, EventStream source) {
        Meet meet = Objects.requireNonNull(view.meet(), view.name());
        PositionFields position = Objects.requireNonNull(source.position(), source.name());
        this.stream = stream(view, source);
        this.metres = meet.metres();
        this.within = meet.within();
        this.origins = view.origins();
        this.who = source.indexOf(meet.who());
        this.latitude = source.indexOf(position.latitude());
        this.longitude = source.indexOf(position.longitude());
    }

    /** The name of the stream of contacts. Streams that are declared have no dots in their names. */
    public static String streamName(String view, String source) {
        return source + "." + view;
    }

    /** The stream of a view's contacts. It has no topic: they are found in the archive. */
    public static EventStream stream(View view, EventStream source) {
        Meet meet = Objects.requireNonNull(view.meet(), view.name());
        Field.Type type = source.field(meet.who()).orElseThrow().type();
        return new EventStream(
                view.lab(),
                view.stream(),
                null,
                FIRST,
                source.zone(),
                List.of(
                        new Field(meet.who(), type, true, null, null, null),
                        new Field(meet.other(), type, true, null, null, null),
                        new Field(CLOSEST, Field.Type.NUMBER, true, null, null, "m"),
                        new Field(LAST, Field.Type.TIME, true, null, null, null)),
                EventStream.Extra.REJECT,
                List.of(),
                StreamInputs.NONE,
                List.of());
    }

    public EventStream stream() {
        return stream;
    }

    public double metres() {
        return metres;
    }

    public Duration within() {
        return within;
    }

    /** Which fields of the source an event must have here. */
    public List<Integer> fields() {
        return List.of(who, latitude, longitude);
    }

    /** Whether an event says who was where, and is of one of the view's origins. */
    public boolean canMeet(Event event) {
        return origins.contains(event.payload().origin())
                && event.value(who) != null
                && event.value(latitude) != null
                && event.value(longitude) != null;
    }

    public double latitude(Event event) {
        return (Double) Objects.requireNonNull(event.value(latitude));
    }

    public double longitude(Event event) {
        return (Double) Objects.requireNonNull(event.value(longitude));
    }

    /** Where some events are, to find those that others are near to. Those that cannot meet are left out. */
    public SpatialGrid<Event> grid(List<Event> events) {
        SpatialGrid<Event> grid = new SpatialGrid<>(metres);
        for (Event event : events) {
            if (canMeet(event)) {
                grid.add(latitude(event), longitude(event), event);
            }
        }
        return grid;
    }

    /**
     * Hands out the contacts of some events with another.
     *
     * @param counts whether a pair of one of them and the other is to be looked at
     */
    public void of(SpatialGrid<Event> some, Event other, BiPredicate<Event, Event> counts, Consumer<Event> contacts) {
        if (canMeet(other)) {
            some.near(latitude(other), longitude(other), one -> {
                Event contact = counts.test(one, other) ? of(one, other) : null;
                if (contact != null) {
                    contacts.accept(contact);
                }
            });
        }
    }

    /** The contact of two events that can meet; null where they are none. */
    @Nullable
    Event of(Event one, Event other) {
        Object oneWho = Objects.requireNonNull(one.value(who));
        Object otherWho = Objects.requireNonNull(other.value(who));
        int order = ValueOrder.compare(oneWho, otherWho);
        boolean inOrder = !one.time().isAfter(other.time());
        Instant first = inOrder ? one.time() : other.time();
        Instant last = inOrder ? other.time() : one.time();
        if (order == 0 || Duration.between(first, last).compareTo(within) > 0) {
            return null;
        }
        // Always from the lower one to the higher: the way back may be rounded in another way.
        double apart = order < 0 ? metres(one, other) : metres(other, one);
        if (apart > metres) {
            return null;
        }
        @Nullable Object[] values = new @Nullable Object[FIELDS];
        values[0] = order < 0 ? oneWho : otherWho;
        values[1] = order < 0 ? otherWho : oneWho;
        values[2] = apart;
        values[3] = last;
        Coordinate at = one.at().compareTo(other.at()) > 0 ? one.at() : other.at();
        return new Event(stream, new DecodedPayload(values, first, origin(one, other), null), last, at);
    }

    /** Of two origins the one that is further from an observation, whichever event comes first. */
    private static Origin origin(Event one, Event other) {
        Origin first = one.payload().origin();
        Origin second = other.payload().origin();
        return first.compareTo(second) >= 0 ? first : second;
    }

    private double metres(Event from, Event to) {
        return Wgs84.metres(latitude(from), longitude(from), latitude(to), longitude(to));
    }
}
