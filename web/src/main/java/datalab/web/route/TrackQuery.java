package datalab.web.route;

import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.near.NearCenter;
import datalab.store.near.NearQuery;
import datalab.store.query.Filters;
import datalab.store.result.BoundedRows;
import datalab.web.http.HttpProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the positions of one entity over time, and turns them into a search for others nearby. Thread-safe. */
final class TrackQuery {
    /** More places of one than this are an error that suggests a shorter time. */
    static final int PLACES_MAX = 20_000;

    private static final int PAGE_ROWS = 5_000;
    /** Time bounds are exclusive, and events are kept to the microsecond. */
    private static final Duration INSTANT = Duration.ofNanos(1_000);

    private final EventStream stream;
    private final Field who;
    private final Archive archive;
    private final int latitude;
    private final int longitude;

    TrackQuery(EventStream stream, Field who, Archive archive) {
        PositionFields position = Objects.requireNonNull(stream.position(), "labs are checked when read");
        this.stream = stream;
        this.who = who;
        this.archive = archive;
        this.latitude = stream.indexOf(position.latitude());
        this.longitude = stream.indexOf(position.longitude());
    }

    /** The events of the one that have a place, in order of time. */
    List<Event> of(NearRoute.Asked asked) {
        List<Event> places = new ArrayList<>();
        EventQuery next = new EventQuery(
                stream, asked.from(), asked.to(), Map.of(who.name(), asked.who()), false, null, PAGE_ROWS);
        while (true) {
            BoundedRows<ArchivedEvent> fetched = archive.page(next);
            List<ArchivedEvent> page = fetched.rows();
            page.stream().map(ArchivedEvent::event).filter(this::hasPlace).forEach(places::add);
            if (places.size() > PLACES_MAX) {
                throw HttpProblem.of(
                        422,
                        "Too many places",
                        "more than " + PLACES_MAX + " places of " + who.name() + " " + asked.who()
                                + "; ask for a shorter time");
            }
            if (page.size() < PAGE_ROWS && !fetched.isCut()) {
                return places;
            }
            next = next.following(page.getLast().event());
        }
    }

    /** The events of others near to one of these. */
    NearQuery around(List<Event> places, NearRoute.Asked asked, int limit) {
        List<NearCenter> around =
                places.stream().map(event -> around(event, asked)).toList();
        return new NearQuery(
                stream, around, asked.metres(), Filters.NONE, Map.of(who.name(), asked.who()), asked.after(), limit);
    }

    private NearCenter around(Event event, NearRoute.Asked asked) {
        Instant from = asked.from();
        Instant to = asked.to();
        Duration within = asked.within();
        if (within != null) {
            from = later(from, event.time().minus(within));
            to = earlier(to, event.time().plus(within).plus(INSTANT));
        }
        return new NearCenter(degrees(event, latitude), degrees(event, longitude), from, to);
    }

    private boolean hasPlace(Event event) {
        return event.value(latitude) != null;
    }

    private static double degrees(Event event, int field) {
        return (Double) Objects.requireNonNull(event.value(field));
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one == null || one.isBefore(other) ? other : one;
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
        return one == null || one.isAfter(other) ? other : one;
    }
}
