package datalab.ingest.mqtt.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of connected clients, and for a while those of disconnected clients that want to resume them; the oldest
 * of these are evicted if there are too many. In memory: a restart loses all sessions. Thread-safe.
 */
public final class Sessions {
    private static final int PARKED_BYTES_MIN = 1024; // what one takes beside what is counted

    private final SessionLimits limits;
    private final SessionBudget memory;
    private final Consumer<Session> onEnd;
    private final Map<String, Session> connected = new HashMap<>();
    private final Cache<String, Session> parked;

    /**
     * A client's session.
     *
     * @param present whether it was there before
     * @param before the connection that the new one takes over from
     */
    public record Opened<C extends SessionConnection>(
            Session session,
            C connection,
            boolean present,
            @Nullable SessionConnection before) {}

    /**
     * No sessions yet.
     *
     * @param onEnd receives each session that ends
     */
    public Sessions(SessionLimits limits, Consumer<Session> onEnd) {
        this.limits = limits;
        this.memory = new SessionBudget(limits);
        this.onEnd = onEnd;
        this.parked = Caffeine.newBuilder()
                .maximumWeight(limits.allBytesMax() / 2)
                .weigher((String id, Session session) -> PARKED_BYTES_MIN + session.bytes())
                .expireAfter(
                        Expiry.creating((String id, Session session) -> Duration.ofSeconds(session.expirySeconds())))
                .scheduler(Scheduler.systemScheduler())
                .executor(Runnable::run)
                .evictionListener(this::evicted)
                .build();
    }

    /**
     * Opens a client's session for a connection, which becomes its only one.
     *
     * @param clean whether to discard an existing session first
     */
    public synchronized <C extends SessionConnection> Opened<C> open(
            String clientId, boolean clean, long expirySeconds, Function<Session, C> connect) {
        Session known = connected.get(clientId);
        if (known == null) {
            known = parked.asMap().remove(clientId);
        }
        boolean present = known != null && !clean && known.expirySeconds() > 0;
        @Nullable SessionConnection before = known == null ? null : known.connection();
        if (known != null && !present) {
            onEnd.accept(known);
        }
        Session session = present && known != null ? known : new Session(clientId, memory, limits.deliveriesMax());
        session.expireAfter(Math.min(expirySeconds, limits.expiryMax().toSeconds()));
        C connection = connect.apply(session);
        session.attach(connection);
        connected.put(clientId, session);
        return new Opened<>(session, connection, present, before);
    }

    /** Ends a connection; false if it was taken over, so that it leaves neither a session nor a will. */
    public synchronized boolean close(Session session, SessionConnection connection) {
        if (!session.detach(connection)) {
            return false;
        }
        connected.remove(session.clientId(), session);
        if (session.expirySeconds() > 0) {
            parked.put(session.clientId(), session);
        } else {
            onEnd.accept(session);
        }
        return true;
    }

    private void evicted(@Nullable String clientId, @Nullable Session session, RemovalCause cause) {
        if (session != null) {
            onEnd.accept(session);
        }
    }
}
