package datalab.lab.scenario;

import datalab.forecast.Forecast;
import datalab.lab.forecast.CounterRandom;
import datalab.lab.scenario.Change.Effect;
import datalab.lab.stream.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a scenario as pure functions: what becomes of a value depends on the scenario, the seed, the key, the event's
 * time and the value alone, not on which other events there are, nor on their order. Thread-safe.
 */
public final class ScenarioChanges {
    private static final long MICROS_A_SECOND = 1_000_000;

    private final Scenario scenario;
    private final Instant begin;
    private final List<CounterRandom> chances;

    /**
     * @param seed the scenario's own, or another
     * @param begin from when on a drift without {@code from} counts
     */
    public ScenarioChanges(Scenario scenario, int seed, Instant begin) {
        this.scenario = scenario;
        this.begin = begin;
        this.chances = IntStream.range(0, scenario.changes().size())
                .mapToObj(index -> new CounterRandom(seed).of("change " + index))
                .toList();
    }

    /** Whether an event is left out. */
    public boolean isOffline(String key, Instant time) {
        return scenario.changes().stream()
                .anyMatch(change -> change.effect() instanceof Effect.Offline
                        && change.scope().holds(key, time, scenario.zone()));
    }

    /**
     * The value of a field after all changes, as the field can have it: within its bounds, and the nearest whole number where it
     * is of integers. Where no change is on it, it stays as it is.
     */
    public double changed(Field field, String key, Instant time, double value) {
        double changed = value;
        for (int i = 0; i < scenario.changes().size(); i++) {
            Change change = scenario.changes().get(i);
            if (isOn(change.effect(), field.name()) && change.scope().holds(key, time, scenario.zone())) {
                changed = after(change, chances.get(i), key, time, changed);
            }
        }
        return changed == value ? value : within(field, changed);
    }

    private static boolean isOn(Effect effect, String field) {
        return switch (effect) {
            case Effect.Scale scale -> scale.field().equals(field);
            case Effect.Add add -> add.field().equals(field);
            case Effect.Drift drift -> drift.field().equals(field);
            case Effect.Noise noise -> noise.field().equals(field);
            case Effect.Offline offline -> false;
        };
    }

    private double after(Change change, CounterRandom chance, String key, Instant time, double value) {
        return switch (change.effect()) {
            case Effect.Scale scale -> value * scale.factor();
            case Effect.Add add -> value + add.amount();
            case Effect.Drift drift ->
                value + drift.amount() * seconds(since(change.scope().from(), time)) / seconds(drift.per());
            case Effect.Noise noise ->
                value + new Forecast(0, noise.sd()).quantile(chance.of(key).uniform(micros(time)));
            case Effect.Offline offline -> value;
        };
    }

    private Duration since(@Nullable Instant from, Instant time) {
        return Duration.between(from == null ? begin : from, time);
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * MICROS_A_SECOND + time.getNano() / 1000L;
    }

    private static double within(Field field, double value) {
        double whole = field.type() == Field.Type.INTEGER ? Math.rint(value) : value;
        double least = field.min() == null ? -Double.MAX_VALUE : field.min();
        double greatest = field.max() == null ? Double.MAX_VALUE : field.max();
        return Math.max(least, Math.min(greatest, whole)) + 0.0;
    }
}
