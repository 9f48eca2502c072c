package datalab.store.near;

import datalab.lab.geo.NearestPositions;
import datalab.lab.geo.PlaceAndTime;
import datalab.lab.geo.Wgs84;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery.Position;
import datalab.store.result.BoundedRows;
import datalab.store.result.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Collects the first page of near events from candidates that come in any order and may repeat. What is near is decided
 * here only, regardless of how candidates were found. Used by one thread.
 */
public final class NearCollector {
    private static final int LOOKS_AT_THE_CLOCK_EVERY = 1_024;

    private final NearQuery query;
    private final List<PlaceAndTime> places;
    private final NearestPositions nearest;
    private final Duration timeout;
    private final long deadline;
    private final NavigableMap<Position, NearestPositions.Found> hits = new TreeMap<>();
    private @Nullable Position after;
    private long offered;

    /**
     * An empty page.
     *
     * @param timeout how long candidates may be offered
     */
    public NearCollector(NearQuery query, Duration timeout) {
        this.query = query;
        this.places = query.around().stream().map(NearCenter::place).toList();
        this.nearest = new NearestPositions(places);
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.after = query.after();
    }

    public void offer(NearCandidate candidate) {
        checkClock();
        Position at = candidate.at();
        boolean tooEarly = after != null && at.compareTo(after) <= 0;
        boolean tooLate = isFull() && at.compareTo(hits.lastKey()) >= 0;
        if (tooEarly || tooLate || !Wgs84.isPosition(candidate.latitude(), candidate.longitude())) {
            return;
        }
        NearestPositions.Found found = nearest.within(
                query.metres(), candidate.latitude(), candidate.longitude(), PlaceAndTime.micros(at.time()));
        if (found != null) {
            hits.put(at, found);
        }
        if (hits.size() > query.limit()) {
            hits.pollLastEntry();
        }
    }

    /** Everything up to here has been offered. */
    public void allUpTo(Position position) {
        after = position;
    }

    /** Where candidates that are still wanted begin. */
    public @Nullable Position after() {
        return after;
    }

    public boolean isFull() {
        return hits.size() >= query.limit();
    }

    public int size() {
        return hits.size();
    }

    /** The places that candidates still wanted can be near to, each from then on. */
    public List<PlaceAndTime> placesAhead() {
        long from = after == null ? Long.MIN_VALUE : PlaceAndTime.micros(after.time());
        return places.stream()
                .map(place -> place.notBefore(from))
                .filter(place -> place.fromMicros() < place.toMicros())
                .toList();
    }

    /** Which events the page is to have, in its order. */
    public Set<Position> positions() {
        return hits.keySet();
    }

    /** The page of these events, which are those of {@link #positions} or, where they are large, the first of them. */
    public BoundedRows<NearEvent> of(BoundedRows<ArchivedEvent> fetched) {
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

    private void checkClock() {
        if (++offered % LOOKS_AT_THE_CLOCK_EVERY == 0 && System.nanoTime() > deadline) {
            String message = "near in " + query.stream().topic() + ": not answered in " + timeout;
            throw new StoreUnavailable(message, new TimeoutException(offered + " candidates looked at"));
        }
    }
}
