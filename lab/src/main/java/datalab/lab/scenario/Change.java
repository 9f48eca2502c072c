package datalab.lab.scenario;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One change of a scenario: an effect, and the events that it is on. */
public record Change(Effect effect, Scope scope) {

    /** What becomes of an event. */
    public sealed interface Effect {

        /** The values of a field are multiplied. */
        record Scale(String field, double factor) implements Effect {}

        /** The values of a field become greater, or less. */
        record Add(String field, double amount) implements Effect {}

        /** The values of a field become ever greater, or less, by so much in a length of time. */
        record Drift(String field, double amount, Duration per) implements Effect {}

        /** The values of a field scatter by a normal distribution with this standard deviation. */
        record Noise(String field, double sd) implements Effect {}

        /** The event is left out. */
        record Offline() implements Effect {}
    }

    /**
     * Which events it is on; an empty set holds all.
     *
     * @param from null for from the beginning on
     * @param to null for until the end
     * @param days of the scenario's zone
     * @param hours of a day there, 0 to 23
     */
    public record Scope(
            Set<String> keys,
            @Nullable Instant from,
            @Nullable Instant to,
            Set<DayOfWeek> days,
            Set<Integer> hours) {
        public Scope {
            keys = Set.copyOf(keys);
            days = Set.copyOf(days);
            hours = Set.copyOf(hours);
        }

        boolean holds(String key, Instant time, ZoneId zone) {
            if ((!keys.isEmpty() && !keys.contains(key))
                    || (from != null && time.isBefore(from))
                    || (to != null && !time.isBefore(to))) {
                return false;
            }
            if (days.isEmpty() && hours.isEmpty()) {
                return true;
            }
            ZonedDateTime local = time.atZone(zone);
            return (days.isEmpty() || days.contains(local.getDayOfWeek()))
                    && (hours.isEmpty() || hours.contains(local.getHour()));
        }
    }
}
