package datalab.testkit.store;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.geo.Wgs84;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery.Position;
import datalab.store.near.NearCenter;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Some persons' places and a question about them, made by chance: dense or sparse, at the poles, on the line where longitudes
 * meet, in one point; with or without times.
 *
 * @param lab a fresh one, whose places these are
 * @param events in any order of time
 * @param limit of a page
 */
public record NearCase(
        StoreLab lab,
        List<ArchivedEvent> events,
        List<NearCenter> around,
        double metres,
        Map<String, Object> except,
        int limit) {
    public static final int PARTITIONS = 3;

    private static final int EVENTS_MAX = 3_000;
    private static final int PEOPLE = 7;
    private static final int SECONDS = 20_000;
    private static final double METRES_PER_DEGREE = 111_000;
    private static final double[][] MIDDLES = {
        {35.0844, -106.6504}, {90, 0}, {-90, 0}, {0, 180}, {-16.5, -180}, {0, 0}, {0, 45}, {35.26438968, 45}, {71, 25}
    };

    /** A question about places of its own. */
    public static NearCase of(StoreLab lab, Random random) {
        double metres = metres(random);
        double[] middle = MIDDLES[random.nextInt(MIDDLES.length)];
        double spread = random.nextInt(6) == 0 ? 0 : metres * Math.pow(10, random.nextDouble() * 2.5 - 0.5) + 0.01;
        int count = 1 + random.nextInt(EVENTS_MAX);
        List<ArchivedEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Coordinate at = new Coordinate(random.nextInt(PARTITIONS), i);
            Instant time = StoreLab.START.plusSeconds(random.nextInt(SECONDS)).plusNanos(random.nextInt(2) * 1_000L);
            double[] position = position(random, middle, spread);
            Double north = random.nextInt(50) == 0 ? null : (Double) position[0];
            events.add(StoreLab.event(lab.places(), at, time, (long) random.nextInt(PEOPLE), north, position[1]));
        }
        return new NearCase(lab, events, List.of(), metres, Map.of(), 1).another(random, metres);
    }

    /** Another question about the same places. */
    public NearCase another(Random random) {
        return another(random, random.nextBoolean() ? metres : metres(random));
    }

    private NearCase another(Random random, double howFar) {
        Map<String, Object> other = random.nextBoolean() ? Map.of() : Map.of("person", (long) random.nextInt(PEOPLE));
        return new NearCase(
                lab, events, around(random), howFar, other, 1 + events.size() / 8 + random.nextInt(events.size()));
    }

    private static double metres(Random random) {
        return random.nextInt(6) == 0 ? 0 : Math.min(100_000, Math.pow(10, random.nextDouble() * 6 - 1));
    }

    public NearQuery query(@Nullable Position after) {
        return new NearQuery(lab.places(), around, metres, Map.of(), except, after, limit);
    }

    /** All pages, by measuring each event from each place. */
    public List<NearEvent> expected() {
        return events.stream()
                .sorted(Comparator.comparing(event -> Position.of(event.event())))
                .filter(event -> !Objects.equals(event.event().value(0), except.get("person")))
                .map(this::near)
                .filter(near -> near.around() >= 0)
                .toList();
    }

    private NearEvent near(ArchivedEvent event) {
        int nearest = -1;
        double least = metres;
        for (int i = 0; i < around.size(); i++) {
            double away = metres(around.get(i), event.event());
            if (away < least || (away == least && nearest < 0)) {
                least = away;
                nearest = i;
            }
        }
        return new NearEvent(event, nearest, least);
    }

    /** NaN, which is not near, where the event has no position or another time. */
    private static double metres(NearCenter around, Event event) {
        boolean counts = (around.from() == null || !event.time().isBefore(around.from()))
                && (around.to() == null || event.time().isBefore(around.to()));
        return counts && event.value(1) instanceof Double latitude && event.value(2) instanceof Double longitude
                ? Wgs84.metres(around.latitude(), around.longitude(), latitude, longitude)
                : Double.NaN;
    }

    private List<NearCenter> around(Random random) {
        List<NearCenter> places = new ArrayList<>();
        boolean timed = random.nextBoolean();
        int count = random.nextInt(8) == 0 ? 1 : 1 + random.nextInt(200);
        for (int i = 0; i < count; i++) {
            Event event = events.get(random.nextInt(events.size())).event();
            double[] position = {event.value(1) instanceof Double north ? north : 0, longitude(event)};
            double[] near = position(random, position, random.nextBoolean() ? 0 : metres);
            Instant from = timed && random.nextInt(9) > 0 ? event.time().minusSeconds(random.nextInt(600)) : null;
            Instant to = timed && random.nextInt(9) > 0 ? event.time().plusSeconds(random.nextInt(600)) : null;
            places.add(new NearCenter(near[0], near[1], from, to));
        }
        return places;
    }

    private static double longitude(Event event) {
        return event.value(2) instanceof Double east ? east : 0;
    }

    private static double[] position(Random random, double[] middle, double spread) {
        double latitude = middle[0] + random.nextGaussian() * spread / METRES_PER_DEGREE;
        double squeeze = Math.max(1e-3, Math.cos(Math.toRadians(middle[0])));
        double longitude = Math.abs(middle[0]) == 90
                ? spread == 0 ? middle[1] : random.nextDouble() * 360 - 180
                : middle[1] + random.nextGaussian() * spread / METRES_PER_DEGREE / squeeze;
        double north = latitude > 90 ? 180 - latitude : latitude < -90 ? -180 - latitude : latitude;
        double east = longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;
        return new double[] {north, Math.clamp(east, -180.0, 180.0)};
    }

    @Override
    public String toString() {
        return "%d events, %d places, %s m, except %s, pages of %d"
                .formatted(events.size(), around.size(), metres, except, limit);
    }
}
