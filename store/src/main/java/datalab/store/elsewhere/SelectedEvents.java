package datalab.store.elsewhere;

import datalab.lab.event.Event;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.query.FirstRows;
import datalab.store.result.BoundedRows;
import datalab.store.result.QueryTimeout;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of each key, and other orders than that of time, of an archive that has events in order of time alone: it
 * reads all of the question, and keeps a page of them.
 */
final class SelectedEvents {
    private static final int FIXED_BYTES = 100;

    private final Archive archive;
    private final EventQuery query;
    private final Duration max;
    private final Comparator<Place> order;

    /** @param max how long it may take */
    SelectedEvents(Archive archive, EventQuery query, Duration max) {
        this.archive = archive;
        this.query = query;
        this.max = max;
        Comparator<EventQuery.Position> ties = Comparator.naturalOrder();
        boolean isReversed = query.sort().isUsual() && query.descending();
        this.order = Comparator.comparing(Place::values, query.sort().comparator())
                .thenComparing(Place::at, isReversed ? ties.reversed() : ties);
    }

    /** Where an event is in the order that is asked for. */
    private record Place(List<@Nullable Object> values, EventQuery.Position at) {}

    private record Placed(Place place, ArchivedEvent event) {}

    /** @throws QueryTimeout where it takes too long */
    BoundedRows<ArchivedEvent> page() {
        FirstRows<Placed> first = new FirstRows<>(
                Comparator.comparing(Placed::place, order), query.limit(), placed -> bytes(placed.event()));
        Map<Optional<Object>, Integer> counts = new HashMap<>();
        Place after = after();
        long end = System.nanoTime() + max.toNanos();
        archive.each(query.plain(true), archived -> {
            if (System.nanoTime() > end) {
                throw new QueryTimeout("events of " + query.stream().topic(), max);
            }
            Event event = archived.event();
            if (isAmongLatest(event, counts)) {
                Place place = new Place(query.sortValues(event), EventQuery.Position.of(event));
                if (after == null || order.compare(place, after) > 0) {
                    first.offer(new Placed(place, archived));
                }
            }
            return true;
        });
        BoundedRows<Placed> found = first.rows();
        return new BoundedRows<>(found.rows().stream().map(Placed::event).toList(), found.isCut());
    }

    /** Events come the newest first. */
    private boolean isAmongLatest(Event event, Map<Optional<Object>, Integer> counts) {
        if (query.latest() == 0) {
            return true;
        }
        Object key = event.value(
                query.stream().indexOf(Objects.requireNonNull(query.stream().key())));
        return counts.merge(Optional.ofNullable(key), 1, Integer::sum) <= query.latest();
    }

    private @Nullable Place after() {
        EventQuery.Position at = query.after();
        List<@Nullable Object> values = query.sort().after();
        return at == null ? null : new Place(values == null ? List.of() : values, at);
    }

    private static long bytes(ArchivedEvent archived) {
        Event event = archived.event();
        long texts = Arrays.stream(event.payload().values())
                .mapToLong(SelectedEvents::length)
                .sum();
        return FIXED_BYTES + texts + length(event.payload().extra()) + length(archived.flagsJson());
    }

    private static long length(@Nullable Object value) {
        return value instanceof String text ? text.length() : 0;
    }
}
