package datalab.process.forecast;

import datalab.lab.event.Event;
import datalab.lab.forecast.ModelFold;
import datalab.lab.forecast.ModelState;
import datalab.lab.forecast.Score;
import datalab.runtime.LruCache;
import datalab.store.forecast.ModelChange;
import datalab.store.forecast.ModelLedger;
import datalab.store.forecast.ModelRow;
import datalab.store.forecast.ModelVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The states of one fit of a model, by key, read when they are needed. Owned by one thread. */
final class KeyedStates {
    private static final int STATES_MAX = 10_000;

    private final ModelFold fold;
    private final ModelLedger ledger;
    private final ModelVersion version;
    /** Empty for a key that the fit did not know, or, where there is none, of which nothing was observed. */
    private final LruCache<String, Optional<ModelState>> recent = new LruCache<>(STATES_MAX);

    KeyedStates(ModelFold fold, ModelLedger ledger, ModelVersion version) {
        this.fold = fold;
        this.ledger = ledger;
        this.version = version;
    }

    /** Those of the fit that counts now. */
    static KeyedStates of(ModelFold fold, ModelLedger ledger) {
        return new KeyedStates(fold, ledger, ledger.version(fold.model()));
    }

    boolean isFitted() {
        return version.generation() > 0;
    }

    /**
     * Moves states on by these events.
     *
     * @param scores receives what was expected of them
     * @return the states that have moved
     */
    List<ModelChange> step(List<Event> events, Collection<? super Score> scores) {
        Map<String, Optional<ModelState>> states = states(events);
        Map<String, ModelState> touched = new HashMap<>();
        Map<String, byte[]> begun = new HashMap<>();
        for (Event event : events) {
            String key = fold.key(event);
            if (key == null) {
                continue;
            }
            ModelState state = states.getOrDefault(key, Optional.empty()).orElse(null);
            if (state == null) {
                state = fold.begin(event).orElse(null);
                states.put(key, Optional.ofNullable(state));
                if (state != null) {
                    begun.put(key, state.encodeParameters());
                }
            }
            if (state != null) {
                scores.addAll(fold.step(state, event));
                touched.put(key, state);
            }
        }
        recent.putAll(states);
        List<ModelChange> changes = new ArrayList<>(touched.size());
        touched.forEach((key, state) ->
                changes.add(new ModelChange(version, key, begun.get(key), state.encode(), state.encodePending())));
        return changes;
    }

    void forget() {
        recent.clear();
    }

    private Map<String, Optional<ModelState>> states(List<Event> events) {
        Map<String, Optional<ModelState>> states = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        for (Event event : events) {
            String key = fold.key(event);
            if (key != null && !states.containsKey(key) && !unknown.contains(key)) {
                Optional<ModelState> known = recent.get(key);
                if (known == null) {
                    unknown.add(key);
                } else {
                    states.put(key, known);
                }
            }
        }
        Map<String, ModelRow> kept = ledger.rows(version, unknown);
        unknown.forEach(
                key -> states.put(key, Optional.ofNullable(kept.get(key)).map(this::decoded)));
        return states;
    }

    private ModelState decoded(ModelRow row) {
        return fold.decode(row.parameters(), row.state(), row.pending());
    }
}
