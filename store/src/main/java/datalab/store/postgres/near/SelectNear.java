package datalab.store.postgres.near;

import datalab.lab.geo.NearestPositions;
import datalab.lab.geo.PlaceAndTime;
import datalab.store.answer.BoundedRows;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery.Position;
import datalab.store.near.NearCenter;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.archive.NearCandidate;
import datalab.store.postgres.archive.SelectEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is near, in one snapshot: a walk through time where that soon fills the page, else an index of positions. Both
 * offer candidates as small as can be; the whole events are read for what is in the page.
 */
public final class SelectNear {
    private static final int FETCHED_ROWS = 2_000;

    /** What the index of positions is for; the server's own guesses of how many rows match are far off. */
    private static final String PLANNING = """
            set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_seqscan = off;
            set local enable_material = off; set local jit = off
            """;

    private final Handle handle;
    private final NearQuery query;
    private final ArchiveTable table;
    private final NearStrategy strategy;
    private final boolean walk;

    /** @param walk whether to go through time where that is likely to be quicker */
    public SelectNear(Handle handle, NearQuery query, ArchiveTable table, NearStrategy strategy, boolean walk) {
        this.handle = handle;
        this.query = query;
        this.table = table;
        this.strategy = strategy;
        this.walk = walk;
    }

    /**
     * Reads the page.
     *
     * @param timeout how long candidates may be looked at
     */
    public BoundedRows<NearEvent> page(Duration timeout) {
        List<PlaceAndTime> all = query.around().stream().map(NearCenter::place).toList();
        NearPage page = new NearPage(query, all, timeout);
        List<PlaceAndTime> ahead = ahead(all, query.after());
        if (ahead.isEmpty()) {
            return new BoundedRows<>(List.of(), false);
        }
        if (!walk || !new NearByTime(handle, query, page, ahead).completes(strategy)) {
            search(page, ahead(ahead, page.after()));
        }
        return events(page);
    }

    private void search(NearPage page, List<PlaceAndTime> places) {
        if (places.isEmpty()) {
            return;
        }
        handle.execute(PLANNING);
        NearCandidate.binary(strategy.candidates(handle, query, places))
                .setFetchSize(FETCHED_ROWS)
                .map((row, context) -> NearCandidate.read(row))
                .forEach(page::offer);
    }

    private BoundedRows<NearEvent> events(NearPage page) {
        Map<Position, NearestPositions.Found> hits = page.hits();
        BoundedRows<ArchivedEvent> fetched = new SelectEvents(handle, table).at(hits.keySet());
        List<NearEvent> events = new ArrayList<>(hits.size());
        for (ArchivedEvent event : fetched.rows()) {
            NearestPositions.Found found = Objects.requireNonNull(hits.get(Position.of(event.event())));
            events.add(new NearEvent(event, found.place(), found.metres()));
        }
        if (events.size() != hits.size() && !fetched.isCut()) {
            throw new IllegalStateException(hits.size() + " events are near, but " + events.size() + " are there");
        }
        return new BoundedRows<>(events, fetched.isCut());
    }

    /** Places that count at all, as of a time. */
    private static List<PlaceAndTime> ahead(List<PlaceAndTime> places, @Nullable Position after) {
        long from = after == null ? Long.MIN_VALUE : PlaceAndTime.micros(after.time());
        return places.stream()
                .map(place -> place.notBefore(from))
                .filter(place -> place.fromMicros() < place.toMicros())
                .toList();
    }
}
