package datalab.process.speed;

import datalab.forecast.Forecast;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.quality.QualityFold;
import datalab.lab.quality.QualityResult;
import datalab.lab.quality.QualityState;
import datalab.lab.stream.EventStream;
import datalab.runtime.LruCache;
import datalab.store.Ledger;
import datalab.store.archive.ArchivedEvent;
import datalab.store.ledger.Commit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a stream's quality tests over the events of one partition. Owned by the partition's thread; states change as events
 * are tested, so after a step that was not committed they must be forgotten.
 */
final class QualityFlagger {
    private static final int STATES_MAX = 10_000;

    private final EventStream stream;
    private final QualityFold tests;
    private final Ledger ledger;
    private final int partition;
    private final LruCache<String, QualityState> recentStates = new LruCache<>(STATES_MAX);

    QualityFlagger(EventStream stream, Ledger ledger, int partition) {
        this.stream = stream;
        this.tests = new QualityFold(stream);
        this.ledger = ledger;
        this.partition = partition;
    }

    /**
     * Events with their flags.
     *
     * @param amended new flags of events of earlier steps
     * @param states what the tests now remember of each key touched
     */
    record Flagged(List<ArchivedEvent> events, List<Commit.Amendment> amended, Map<String, byte[]> states) {}

    /** @param expected what models expected of each event, by their names; those of which nothing was are left out */
    Flagged flag(List<Event> events, Map<Coordinate, Map<String, Forecast>> expected) {
        List<ArchivedEvent> flagged = new ArrayList<>(events.size());
        if (tests.isEmpty()) {
            events.forEach(event -> flagged.add(new ArchivedEvent(event, null)));
            return new Flagged(flagged, List.of(), Map.of());
        }
        Map<String, QualityState> states = states(events);
        List<Commit.Amendment> amended = new ArrayList<>();
        Map<Coordinate, Integer> places = new HashMap<>();
        for (Event event : events) {
            QualityState state = states.computeIfAbsent(tests.key(event), key -> tests.decode(null));
            QualityResult checked = tests.check(state, event, expected.getOrDefault(event.at(), Map.of()));
            if (checked.amendment() != null) {
                amend(checked.amendment(), flagged, places, amended);
            }
            places.put(event.at(), flagged.size());
            flagged.add(new ArchivedEvent(event, tests.flagsJson(checked.flags())));
        }
        recentStates.putAll(states);
        Map<String, byte[]> encoded = new HashMap<>();
        states.forEach((key, state) -> encoded.put(key, state.encode()));
        return new Flagged(flagged, amended, encoded);
    }

    void forget() {
        recentStates.clear();
    }

    /** An event of this very step gets its flags here, which saves the store from writing its row twice. */
    private void amend(
            QualityResult.Amendment amendment,
            List<ArchivedEvent> flagged,
            Map<Coordinate, Integer> places,
            List<Commit.Amendment> amended) {
        String json = tests.flagsJson(amendment.flags());
        Integer place = places.get(amendment.at());
        if (place == null) {
            amended.add(new Commit.Amendment(amendment.at(), amendment.time(), json));
        } else {
            flagged.set(place, new ArchivedEvent(flagged.get(place).event(), json));
        }
    }

    private Map<String, QualityState> states(List<Event> events) {
        Map<String, QualityState> states = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        for (Event event : events) {
            String key = tests.key(event);
            QualityState state = states.containsKey(key) ? null : recentStates.get(key);
            if (state != null) {
                states.put(key, state);
            } else if (!states.containsKey(key)) {
                unknown.add(key);
            }
        }
        if (!unknown.isEmpty()) {
            Map<String, byte[]> kept = ledger.qualityStates(stream, partition, unknown);
            unknown.forEach(key -> states.put(key, tests.decode(kept.get(key))));
        }
        return states;
    }
}
