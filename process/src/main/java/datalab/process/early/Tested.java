package datalab.process.early;

import datalab.lab.Event;
import datalab.lab.quality.Checked;
import datalab.lab.quality.QualityFold;
import datalab.lab.quality.QualityState;
import datalab.store.ArchivedEvent;
import datalab.store.Commit;
import datalab.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The events of a step with what the quality tests say of them.
 *
 * @param amended flags of events of earlier steps; those of this step are in {@code events} already
 * @param states the tests' memory of each key touched
 */
record Tested(List<ArchivedEvent> events, List<Commit.Amendment> amended, Map<String, byte[]> states) {

    static Tested of(StreamPlan plan, List<Event> events, int partition, Memory memory, Store store) {
        if (plan.quality().isEmpty()) {
            return new Tested(
                    events.stream().map(event -> new ArchivedEvent(event, null)).toList(), List.of(), Map.of());
        }
        QualityFold tests = plan.quality();
        Set<String> keys = new TreeSet<>();
        events.forEach(event -> keys.add(tests.key(event)));
        Map<String, QualityState> states = states(plan, keys, partition, memory, store);
        Map<Long, Integer> indexByOffset = new HashMap<>();
        List<byte[]> flags = new ArrayList<>(events.size());
        List<Commit.Amendment> amended = new ArrayList<>();
        for (Event event : events) {
            Checked checked = tests.check(state(states, tests.key(event)), event);
            if (checked.amendment() != null) {
                amend(checked.amendment(), indexByOffset, flags, amended, tests);
            }
            indexByOffset.put(event.at().offset(), flags.size());
            flags.add(checked.flags());
        }
        return new Tested(archived(events, flags, tests), amended, encoded(states));
    }

    private static void amend(
            Checked.Amendment amendment,
            Map<Long, Integer> indexByOffset,
            List<byte[]> flags,
            List<Commit.Amendment> amended,
            QualityFold tests) {
        Integer index = indexByOffset.get(amendment.at().offset());
        if (index == null) {
            amended.add(new Commit.Amendment(amendment.at(), amendment.time(), tests.flagsJson(amendment.flags())));
        } else {
            flags.set(index, amendment.flags());
        }
    }

    private static List<ArchivedEvent> archived(List<Event> events, List<byte[]> flags, QualityFold tests) {
        List<ArchivedEvent> archived = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            archived.add(new ArchivedEvent(events.get(i), tests.flagsJson(flags.get(i))));
        }
        return archived;
    }

    private static Map<String, QualityState> states(
            StreamPlan plan, Set<String> keys, int partition, Memory memory, Store store) {
        Map<String, QualityState> states = new HashMap<>();
        List<String> others = new ArrayList<>();
        for (String key : keys) {
            QualityState remembered = memory.quality().get(key);
            if (remembered == null) {
                others.add(key);
            } else {
                states.put(key, remembered);
            }
        }
        if (!others.isEmpty()) {
            Map<String, byte[]> kept = store.qualityStates(plan.stream(), partition, others);
            others.forEach(key -> states.put(key, plan.quality().decode(kept.get(key))));
        }
        memory.quality().putAll(states);
        return states;
    }

    private static QualityState state(Map<String, QualityState> states, String key) {
        QualityState state = states.get(key);
        if (state == null) {
            throw new IllegalStateException("no state was read for the key " + key);
        }
        return state;
    }

    private static Map<String, byte[]> encoded(Map<String, QualityState> states) {
        Map<String, byte[]> encoded = new HashMap<>();
        states.forEach((key, state) -> encoded.put(key, state.encode()));
        return encoded;
    }
}
