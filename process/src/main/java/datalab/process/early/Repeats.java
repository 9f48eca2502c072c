package datalab.process.early;

import datalab.lab.Event;
import datalab.lab.EventStream;
import datalab.lab.Reject;
import datalab.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a step what the log has brought before: sends with an id that was seen, and events whose unique values are
 * archived. The first in the log's order stays. Owned by one thread.
 */
final class Repeats {

    /**
     * What is left.
     *
     * @param onceIds ids first seen in this step
     * @param duplicates how many records were repeats
     */
    record Rest(List<Event> events, List<Reject> rejects, List<String> onceIds, long duplicates) {}

    private final Store store;
    private final EventStream stream;
    private final Memory memory;

    Repeats(Store store, EventStream stream, Memory memory) {
        this.store = store;
        this.stream = stream;
        this.memory = memory;
    }

    Rest takeOut(Sorted sorted) {
        Set<String> seen = seenIds(sorted);
        Set<String> fresh = new LinkedHashSet<>();
        List<Reject> rejects = new ArrayList<>();
        for (Sorted.Refused refused : sorted.rejects) {
            if (isFirst(refused.once(), seen, fresh)) {
                rejects.add(refused.reject());
            }
        }
        List<Event> events = new ArrayList<>(sorted.events.size());
        for (Sorted.Candidate candidate : sorted.events) {
            if (isFirst(candidate.once(), seen, fresh)) {
                events.add(candidate.event());
            }
        }
        List<Event> unique = stream.unique().isEmpty() ? events : firstOfEach(events);
        long duplicates = 0L + sorted.events.size() - unique.size() + sorted.rejects.size() - rejects.size();
        return new Rest(unique, rejects, List.copyOf(fresh), duplicates);
    }

    /** After the step is kept, so are its ids. */
    void remember(Rest rest) {
        rest.onceIds().forEach(id -> memory.onceIds().put(id, true));
        if (!stream.unique().isEmpty()) {
            rest.events().forEach(event -> memory.known().put(stream.uniqueValues(event), true));
        }
    }

    private static boolean isFirst(@Nullable String once, Set<String> seen, Set<String> fresh) {
        return once == null || (!seen.contains(once) && fresh.add(once));
    }

    private Set<String> seenIds(Sorted sorted) {
        Set<String> asked = new LinkedHashSet<>();
        sorted.events.forEach(candidate -> addId(candidate.once(), asked));
        sorted.rejects.forEach(refused -> addId(refused.once(), asked));
        return known(asked, memory.onceIds(), ids -> store.onceIdsSeen(stream, ids));
    }

    private static void addId(@Nullable String once, Set<String> ids) {
        if (once != null) {
            ids.add(once);
        }
    }

    private List<Event> firstOfEach(List<Event> events) {
        List<List<Object>> values = events.stream().map(stream::uniqueValues).toList();
        Set<List<Object>> taken =
                known(new LinkedHashSet<>(values), memory.known(), asked -> store.known(stream, asked));
        List<Event> first = new ArrayList<>(events.size());
        for (int i = 0; i < values.size(); i++) {
            if (taken.add(values.get(i))) {
                first.add(events.get(i));
            }
        }
        return first;
    }

    /** Which are known: those remembered, and of the others those the store knows. */
    private static <T> Set<T> known(Set<T> asked, Map<T, Boolean> remembered, Lookup<T> lookup) {
        Set<T> known = new HashSet<>();
        List<T> others = new ArrayList<>();
        for (T value : asked) {
            if (remembered.get(value) != null) {
                known.add(value);
            } else {
                others.add(value);
            }
        }
        if (!others.isEmpty()) {
            known.addAll(lookup.of(others));
        }
        return known;
    }

    /** A question to the store. */
    @FunctionalInterface
    private interface Lookup<T> {
        Set<T> of(Collection<T> values);
    }
}
