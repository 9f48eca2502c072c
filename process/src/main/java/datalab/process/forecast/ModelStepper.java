package datalab.process.forecast;

import datalab.forecast.Forecast;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.forecast.Model;
import datalab.lab.forecast.ModelFold;
import datalab.lab.forecast.Score;
import datalab.lab.forecast.ScoreEvents;
import datalab.lab.stream.EventStream;
import datalab.store.forecast.ModelChange;
import datalab.store.forecast.ModelChanges;
import datalab.store.forecast.ModelLedger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Moves the states of a stream's models on by the events of one partition. Owned by the partition's thread; states change as
 * events are looked at, so after a step that was not committed they must be forgotten.
 */
public final class ModelStepper {
    private final List<Supplier<KeyedStates>> models;
    private List<KeyedStates> fitted = List.of();

    public ModelStepper(List<Model> models, EventStream stream, ModelLedger ledger) {
        this(models.stream()
                .map(model -> new ModelFold(model, stream))
                .<Supplier<KeyedStates>>map(fold -> () -> KeyedStates.of(fold, ledger))
                .toList());
    }

    private ModelStepper(List<Supplier<KeyedStates>> models) {
        this.models = models;
    }

    /** Of a stream without models. */
    public static ModelStepper none() {
        return new ModelStepper(List.of());
    }

    /** Looks which fits count, and forgets all states. */
    public void look() {
        fitted =
                models.stream().map(Supplier::get).filter(KeyedStates::isFitted).toList();
    }

    /**
     * What a step comes to.
     *
     * @param expected of each event, by the names of models, as their shortest horizons have it
     */
    public record Moved(ModelChanges changes, Map<Coordinate, Map<String, Forecast>> expected) {
        private static final Moved NONE = new Moved(ModelChanges.NONE, Map.of());
    }

    public Moved step(List<Event> events) {
        if (fitted.isEmpty() || events.isEmpty()) {
            return Moved.NONE;
        }
        List<ModelChange> changes = new ArrayList<>();
        List<String> scores = new ArrayList<>();
        Map<Coordinate, Map<String, Forecast>> expected = new HashMap<>();
        for (KeyedStates states : fitted) {
            List<Score> found = new ArrayList<>();
            changes.addAll(states.step(events, found));
            for (Score score : found) {
                scores.add(ScoreEvents.json(score));
                if (score.steps() == score.model().horizons().getFirst()) {
                    expected.computeIfAbsent(score.event().at(), at -> new HashMap<>())
                            .put(score.model().name(), score.forecast());
                }
            }
        }
        return new Moved(new ModelChanges(changes, scores), expected);
    }

    public void forget() {
        fitted.forEach(KeyedStates::forget);
    }
}
