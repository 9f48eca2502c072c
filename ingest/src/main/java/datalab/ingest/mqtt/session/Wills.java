package datalab.ingest.mqtt.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The wills that wait for their delay to pass, of clients that were cut off: published then, or when the session ends, and not
 * at all where the client comes back to it (MQTT-3.1.3-9). Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the timer's result is not needed
public final class Wills {
    private final Map<Session, Runnable> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable ScheduledExecutorService timer;

    public void start(ScheduledExecutorService newTimer) {
        timer = newTimer;
    }

    /** Publishes a will unless the client comes back before. */
    public void publishLater(Session session, long delaySeconds, Runnable publish) {
        ScheduledExecutorService current = timer;
        if (current == null) {
            return;
        }
        waiting.put(session, publish);
        current.schedule(() -> publish(session, publish), delaySeconds, TimeUnit.SECONDS);
        if (session.isEnded()) {
            publishNow(session);
        } else if (session.connection() != null) {
            waiting.remove(session, publish); // it came back meanwhile
        }
    }

    /** The session ends: nothing waits any longer. */
    public void publishNow(Session session) {
        Runnable publish = waiting.remove(session);
        if (publish != null) {
            publish.run();
        }
    }

    /** The client is back. */
    public void forget(Session session) {
        waiting.remove(session);
    }

    private void publish(Session session, Runnable will) {
        if (waiting.remove(session, will)) {
            will.run();
        }
    }
}
