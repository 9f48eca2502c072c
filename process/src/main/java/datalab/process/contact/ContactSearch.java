package datalab.process.contact;

import datalab.lab.event.Event;
import datalab.lab.geo.SpatialGrid;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ContactRule;
import datalab.lab.view.View;
import datalab.store.Archive;
import datalab.store.NearSearch;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.near.NearCenter;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.result.BoundedRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Finds the contacts between given events and all archived events, for one definition of a view. Thread-safe. */
public final class ContactSearch {
    /** How many events a step takes, or looks around at once. */
    public static final int EVENTS_MAX = 2_000;

    private static final int NEAR_EVENTS_MAX = 10_000;

    /** More than distances are rounded by: the store may measure the other way round. What counts is decided here. */
    private static final double SLACK_METRES = 1e-3;

    /** Stores keep times to the microsecond, and spans end before their ends. */
    private static final Duration NEXT_TIME = Duration.ofNanos(1_000);

    private final Archive archive;
    private final NearSearch near;
    private final EventStream source;
    private final ContactRule contacts;

    /** @param source the stream that the view's {@code meet} names */
    public ContactSearch(Archive archive, View view, EventStream source) {
        this.archive = archive;
        this.near = archive.nearSearch(source)
                .orElseThrow(() ->
                        new IllegalStateException("the archive of " + source.topic() + " does not find what is near"));
        this.source = source;
        this.contacts = new ContactRule(view, source);
    }

    /** The next events of a partition, with what this search needs of them. */
    public List<Event> scan(int partition, long from, long until, int limit) {
        return archive.scan(new Scan(source, contacts.fields(), partition, from, until, limit));
    }

    /**
     * Hands out the contacts of each of these events with each archived one.
     *
     * @param counts whether a pair of one of these and an archived one is to be looked at. Pairs of two of these come twice,
     *     once from either side
     */
    public void find(List<Event> some, BiPredicate<Event, Event> counts, Consumer<Event> found) {
        List<NearCenter> around =
                some.stream().filter(contacts::canMeet).map(this::around).toList();
        if (around.isEmpty()) {
            return;
        }
        SpatialGrid<Event> grid = contacts.grid(some);
        double metres = contacts.metres() + SLACK_METRES;
        EventQuery.Position after = null;
        BoundedRows<NearEvent> page;
        do {
            page = near.page(new NearQuery(source, around, metres, Map.of(), Map.of(), after, NEAR_EVENTS_MAX));
            for (NearEvent near : page.rows()) {
                contacts.of(grid, near.event().event(), counts, found);
            }
            after = page.rows().isEmpty()
                    ? null
                    : EventQuery.Position.of(page.rows().getLast().event().event());
        } while (page.isCut() || page.rows().size() == NEAR_EVENTS_MAX);
    }

    private NearCenter around(Event event) {
        return new NearCenter(
                contacts.latitude(event),
                contacts.longitude(event),
                event.time().minus(contacts.within()),
                event.time().plus(contacts.within()).plus(NEXT_TIME));
    }
}
