package datalab.ingest.mqtt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of connected clients, and for a while those of clients that want to find theirs again. In memory: after a
 * restart every client begins anew. Thread-safe.
 */
final class Sessions {
    static final Duration KEPT = Duration.ofHours(1);
    private static final int PARKED_MAX = 10_000;

    private final Map<String, Session> connected = new ConcurrentHashMap<>();
    private final Cache<String, Session> parked =
            Caffeine.newBuilder().maximumSize(PARKED_MAX).expireAfterWrite(KEPT).build();

    /** A session, and whether it was there before. */
    record Opened(Session session, boolean present) {}

    /**
     * Opens a client's session.
     *
     * @param clean whether what is known of the client is to be forgotten first
     * @param lasts whether the client wants to find it again
     */
    Opened open(String clientId, boolean clean, boolean lasts) {
        @Nullable Session before = connected.get(clientId);
        if (before == null) {
            before = parked.asMap().remove(clientId);
        }
        boolean present = before != null && before.lasts() && !clean;
        Session session = present && before != null ? before : new Session();
        session.setLasts(lasts);
        return new Opened(session, present);
    }

    /** Makes a connection the client's only one, and returns the one it takes over from. */
    @Nullable
    MqttConnection attach(String clientId, Session session, MqttConnection connection) {
        Session before = connected.put(clientId, session);
        MqttConnection fromSession = session.attach(connection);
        return before == null || before == session ? fromSession : before.attach(connection);
    }

    /** Sees a connection out; one that was taken over has nothing to leave behind. */
    void detach(String clientId, Session session, MqttConnection connection) {
        if (session.detach(connection) && connected.remove(clientId, session) && session.lasts()) {
            parked.put(clientId, session);
        }
    }
}
