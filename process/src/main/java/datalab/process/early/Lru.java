package datalab.process.early;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was used longest ago. Owned by one thread. */
final class Lru<K, V> extends LinkedHashMap<K, V> {
    private final int entriesMax;

    Lru(int entriesMax) {
        super(16, 0.75f, true);
        this.entriesMax = entriesMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > entriesMax;
    }
}
