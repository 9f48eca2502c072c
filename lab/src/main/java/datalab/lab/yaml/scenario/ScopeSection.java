package datalab.lab.yaml.scenario;

import datalab.lab.scenario.Change;
import datalab.lab.scenario.Scenario.Basis;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code keys}, {@code from}, {@code to}, {@code days} and {@code hours} of a change: which events it is on. */
final class ScopeSection {
    private static final int HOUR_MAX = 23;
    private static final Map<String, DayOfWeek> DAYS = days();

    private final KeySection keys;
    private final ScenarioTimes times;
    private final @Nullable Basis basis;

    ScopeSection(KeySection keys, ScenarioTimes times, @Nullable Basis basis) {
        this.keys = keys;
        this.times = times;
        this.basis = basis;
    }

    Change.Scope read(YamlMap map) {
        Instant from = map.read("from", times::read);
        Instant to = map.read("to", times::read);
        YamlValue last = map.get("to");
        if (from != null && to != null && last != null && !from.isBefore(to)) {
            last.refuse(last.found(), "a time after from:");
        }
        if (basis instanceof Basis.History(Instant begin, Instant end)) {
            refuseOutside(map.get("from"), from != null && !from.isBefore(end));
            refuseOutside(last, to != null && !to.isAfter(begin));
        }
        return new Change.Scope(
                map.read("keys", keys::read, Set.of()),
                from,
                to,
                map.read("days", value -> each(value, day -> day.choice(DAYS)), Set.of()),
                map.read("hours", value -> each(value, ScopeSection::hour), Set.of()));
    }

    private static void refuseOutside(@Nullable YamlValue time, boolean isOutside) {
        if (time != null && isOutside) {
            time.refuse(time.found(), "a time within the scenario's own from: and to:");
        }
    }

    private static <T> Set<T> each(YamlValue value, Function<YamlValue, @Nullable T> reader) {
        Set<T> all = new LinkedHashSet<>();
        if (value.isList() && value.oneOrMore().isEmpty()) {
            value.refuse("an empty list", "at least one");
        }
        for (YamlValue item : value.oneOrMore()) {
            T one = reader.apply(item);
            if (one != null && !all.add(one)) {
                item.refuse(item.found() + " a second time", "each once");
            }
        }
        return all;
    }

    private static @Nullable Integer hour(YamlValue value) {
        String expected = "an hour of the day, from 0 to " + HOUR_MAX;
        Double hour = value.number(expected);
        if (hour != null && (hour != Math.rint(hour) || hour < 0 || hour > HOUR_MAX)) {
            value.refuse(expected);
            return null;
        }
        return hour == null ? null : hour.intValue();
    }

    private static Map<String, DayOfWeek> days() {
        Map<String, DayOfWeek> days = new LinkedHashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            days.put(day.name().substring(0, 3).toLowerCase(Locale.ROOT), day);
        }
        return days;
    }
}
