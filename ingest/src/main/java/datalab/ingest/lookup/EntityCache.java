package datalab.ingest.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import datalab.lab.event.DecodedPayload;
import datalab.lab.stream.EventStream;
import java.time.Duration;

/** A cache of entities known to exist, for streams with one unique field. Bounded; thread-safe. */
public final class EntityCache {
    private static final int ENTITIES_MAX = 200_000;
    /** An entity that was deleted manually can be referred to for as long. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Cache<Entity, Boolean> there = Caffeine.newBuilder()
            .maximumSize(ENTITIES_MAX)
            .expireAfterWrite(KEPT)
            .build();

    private record Entity(String topic, Object id) {}

    boolean has(String topic, Object id) {
        return there.getIfPresent(new Entity(topic, id)) != null;
    }

    void add(String topic, Object id) {
        there.put(new Entity(topic, id), Boolean.TRUE);
    }

    /** Adds an event that is in the log, where it is an entity. */
    void add(EventStream stream, DecodedPayload payload) {
        if (stream.unique().size() != 1) {
            return;
        }
        int index = stream.indexOf(stream.unique().getFirst());
        Object id = index < 0 ? null : payload.values()[index];
        if (id != null) {
            add(stream.topic(), id);
        }
    }
}
