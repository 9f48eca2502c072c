package datalab.web.twin;

import datalab.lab.Lab;
import datalab.lab.forecast.Model;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a key, checked.
 *
 * @param stream the one that the models are of, and {@code value} its field
 * @param key of the class that the type of the stream's key names
 * @param models one at least; the slots of the first are those of what was observed
 * @param scenarios empty for all
 * @param horizon how long before modelled values were expected; null for the shortest of each model
 * @param from the first slot starts no earlier; null for the last days
 * @param to the last slot starts earlier; null for all there is, and as far ahead as the longest horizon
 */
public record TwinQuestion(
        Lab lab,
        EventStream stream,
        Field value,
        Object key,
        List<Model> models,
        Set<TwinKind> kinds,
        Set<String> scenarios,
        @Nullable Duration horizon,
        @Nullable Instant from,
        @Nullable Instant to) {
    /** The field that says of which scenario a simulated event is. */
    static final String SCENARIO = "scenario";

    public TwinQuestion {
        models = List.copyOf(models);
        kinds = Set.copyOf(kinds);
        scenarios = Set.copyOf(scenarios);
    }

    boolean wants(TwinKind kind) {
        return kinds.contains(kind);
    }

    /** How long before its modelled values were expected; null where the model has no such horizon. */
    @Nullable
    Duration horizonOf(Model model) {
        Duration shortest = model.every().multipliedBy(model.horizons().getFirst());
        if (horizon == null) {
            return shortest;
        }
        boolean isScored = model.horizons().stream()
                .anyMatch(steps -> model.every().multipliedBy(steps).equals(horizon));
        return isScored ? horizon : null;
    }

    /** The index of the field of a stream that says the scenario; -1 where none does. */
    static int scenarioIndex(EventStream stream) {
        int index = stream.indexOf(SCENARIO);
        return index >= 0 && stream.fields().get(index).type() == Field.Type.STRING ? index : -1;
    }
}
