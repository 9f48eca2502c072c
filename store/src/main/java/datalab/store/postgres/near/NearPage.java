package datalab.store.postgres.near;

import datalab.lab.geo.NearestPositions;
import datalab.lab.geo.PlaceAndTime;
import datalab.lab.geo.Wgs84;
import datalab.store.answer.StoreUnavailable;
import datalab.store.archive.EventQuery.Position;
import datalab.store.near.NearQuery;
import datalab.store.postgres.archive.NearCandidate;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The first of the events that are near, out of candidates in any order, each as often as they like. What is near is decided
 * here and nowhere else, whatever found the candidates. Used by one thread.
 */
final class NearPage {
    private static final int LOOKS_AT_THE_CLOCK_EVERY = 1_024;

    private final NearQuery query;
    private final NearestPositions nearest;
    private final Duration timeout;
    private final long deadline;
    private final NavigableMap<Position, NearestPositions.Found> hits = new TreeMap<>();
    private @Nullable Position after;
    private long offered;

    /** @param timeout how long candidates may be offered */
    NearPage(NearQuery query, List<PlaceAndTime> places, Duration timeout) {
        this.query = query;
        this.nearest = new NearestPositions(places);
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.after = query.after();
    }

    void offer(NearCandidate candidate) {
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
    void allUpTo(Position position) {
        after = position;
    }

    /** Where candidates that are still wanted begin. */
    @Nullable
    Position after() {
        return after;
    }

    boolean isFull() {
        return hits.size() >= query.limit();
    }

    int size() {
        return hits.size();
    }

    NavigableMap<Position, NearestPositions.Found> hits() {
        return hits;
    }

    private void checkClock() {
        if (++offered % LOOKS_AT_THE_CLOCK_EVERY == 0 && System.nanoTime() > deadline) {
            String message = "near in " + query.stream().topic() + ": not answered in " + timeout;
            throw new StoreUnavailable(message, new TimeoutException(offered + " candidates looked at"));
        }
    }
}
