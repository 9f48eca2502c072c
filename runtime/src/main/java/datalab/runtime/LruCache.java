package datalab.runtime;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map bounded in size that evicts the least recently used entry. Owned by one thread. */
public final class LruCache<K, V> extends LinkedHashMap<K, V> {
    private static final float LOAD_FACTOR = 0.75f;

    private final int entriesMax;

    public LruCache(int entriesMax) {
        super(16, LOAD_FACTOR, true);
        this.entriesMax = entriesMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > entriesMax;
    }
}
