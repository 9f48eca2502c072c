package datalab.system;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.lab.geo.Wgs84;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who met whom by the words of the documentation: all locations are compared with all others, one by one.
 *
 * @param metres apart at most
 * @param within this time of each other
 */
record AllPairs(double metres, Duration within) {

    /** Where somebody was, by the names of {@link FairLab}. */
    record Location(long person, long id, Instant at, double latitude, double longitude) {
        static Location of(JsonNode event) {
            return new Location(
                    event.get("person_id").asLong(),
                    event.get("id").asLong(),
                    Instant.parse(event.get("at").asText()),
                    event.get("latitude").asDouble(),
                    event.get("longitude").asDouble());
        }
    }

    /** What the row of a pair, such as {@code 3 7}, must say: contacts, closest, first, last and dwell. */
    Map<String, String> encounters(List<Location> locations) {
        Map<String, Encounter> encounters = new TreeMap<>();
        for (Location one : locations) {
            for (Location other : locations) {
                if (one.person < other.person && isContact(one, other)) {
                    encounters
                            .computeIfAbsent(one.person + " " + other.person, pair -> new Encounter())
                            .add(one, other);
                }
            }
        }
        Map<String, String> rows = new TreeMap<>();
        encounters.forEach((pair, encounter) -> rows.put(pair, encounter.toString()));
        return rows;
    }

    private boolean isContact(Location one, Location other) {
        return Duration.between(one.at, other.at).abs().compareTo(within) <= 0 && apart(one, other) <= metres;
    }

    private static double apart(Location one, Location other) {
        return Wgs84.metres(one.latitude, one.longitude, other.latitude, other.longitude);
    }

    private static final class Encounter {
        private final List<Instant[]> times = new ArrayList<>();
        private double closest = Double.POSITIVE_INFINITY;

        void add(Location one, Location other) {
            boolean inOrder = one.at.isBefore(other.at);
            times.add(new Instant[] {inOrder ? one.at : other.at, inOrder ? other.at : one.at});
            closest = Math.min(closest, apart(one, other));
        }

        @Override
        public String toString() {
            times.sort((a, b) -> a[0].compareTo(b[0]));
            Instant last = times.getFirst()[0];
            Duration dwell = Duration.ZERO;
            for (Instant[] time : times) {
                Instant from = time[0].isAfter(last) ? time[0] : last;
                if (time[1].isAfter(from)) {
                    dwell = dwell.plus(Duration.between(from, time[1]));
                    last = time[1];
                }
            }
            return times.size() + " " + closest + " " + times.getFirst()[0] + " " + last + " " + dwell.toMillis() / 1e3;
        }
    }
}
