package datalab.testkit.store;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Locations of persons all over a square of 2 km in Albuquerque, evenly through a year: many enough that it matters how what is
 * near is found. The same each time; offsets are in the order of time.
 *
 * @param stream one with fields for a person's number, a latitude and a longitude
 */
public record SampleLocations(EventStream stream, int persons, int locations) {
    public static final Instant YEAR = Instant.parse("2026-01-01T00:00:00Z");
    public static final Instant YEAR_END = YEAR.plus(Duration.ofDays(365));
    public static final double LATITUDE = 35.0844;
    public static final double LONGITUDE = -106.6504;

    private static final double SOUTH_TO_NORTH = 0.018027;
    private static final double WEST_TO_EAST = 0.021931;
    private static final int STEP_EVENTS = 50_000;

    /** Into a store that is prepared for the stream's lab and has nothing of it yet. */
    public void archive(Store store) {
        Random random = new Random(1);
        store.ledger().progress(stream, 0);
        for (int from = 0; from < locations; from += STEP_EVENTS) {
            int next = Math.min(locations, from + STEP_EVENTS);
            List<ArchivedEvent> events = new ArrayList<>(STEP_EVENTS);
            for (int offset = from; offset < next; offset++) {
                events.add(location(offset, random));
            }
            store.ledger()
                    .commit(CommitBuilder.of(stream, 0, from, next)
                            .events(events)
                            .commit());
        }
    }

    private ArchivedEvent location(int offset, Random random) {
        long microsApart = Duration.between(YEAR, YEAR_END).toMillis() * 1_000 / locations;
        return StoreLab.event(
                stream,
                new Coordinate(0, offset),
                YEAR.plusNanos(offset * microsApart * 1_000),
                (long) random.nextInt(persons),
                LATITUDE + (random.nextDouble() - 0.5) * SOUTH_TO_NORTH,
                LONGITUDE + (random.nextDouble() - 0.5) * WEST_TO_EAST);
    }
}
