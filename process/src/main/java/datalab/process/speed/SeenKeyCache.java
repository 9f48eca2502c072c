package datalab.process.speed;

import datalab.runtime.LruCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells which keys the store has already recorded, and caches the most recent ones to save queries. Owned by one thread.
 */
final class SeenKeyCache<T> {
    private static final int REMEMBERED_MAX = 20_000;

    private final LruCache<T, Boolean> lately = new LruCache<>(REMEMBERED_MAX);
    private final Function<Collection<T>, Set<T>> store;

    SeenKeyCache(Function<Collection<T>, Set<T>> store) {
        this.store = store;
    }

    /** Those of the values that were kept by an earlier step. */
    Set<T> before(Collection<T> values) {
        Set<T> seen = new HashSet<>();
        List<T> unsure = new ArrayList<>();
        for (T value : values) {
            if (lately.get(value) == null) {
                unsure.add(value);
            } else {
                seen.add(value);
            }
        }
        if (!unsure.isEmpty()) {
            seen.addAll(store.apply(unsure));
        }
        return seen;
    }

    void remember(Collection<T> values) {
        values.forEach(value -> lately.put(value, true));
    }

    void forget() {
        lately.clear();
    }
}
