package datalab.process.speed;

import java.util.LinkedHashMap;
import java.util.Map;

/** The most recently used entries, up to a bound. Owned by one thread. */
final class LruCache<K, V> extends LinkedHashMap<K, V> {
    private static final float LOAD_FACTOR = 0.75f;

    private final int entriesMax;

    LruCache(int entriesMax) {
        super(16, LOAD_FACTOR, true);
        this.entriesMax = entriesMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > entriesMax;
    }
}
