package datalab.ingest.mqtt;

import datalab.ingest.IngestResult.Busy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client between its connections: which messages of QoS 2 it has sent and not released, and what it
 * subscribed to. Thread-safe.
 */
final class Session {
    /** Unreleased messages of QoS 2; a client may have 65,535. */
    private final Map<Integer, Delivery> unreleased = new HashMap<>();

    private final Map<String, Integer> subscriptions = new ConcurrentHashMap<>();
    private @Nullable MqttConnection connection;
    private boolean lasts;

    /** Whether it outlives its connection. */
    synchronized boolean lasts() {
        return lasts;
    }

    synchronized void setLasts(boolean wanted) {
        lasts = wanted;
    }

    /** Makes a connection the session's only one, and returns the one it takes over from. */
    synchronized @Nullable MqttConnection attach(MqttConnection current) {
        MqttConnection before = connection;
        connection = current;
        return before;
    }

    /** False where another connection has taken over meanwhile. */
    synchronized boolean detach(MqttConnection current) {
        if (connection != current) {
            return false;
        }
        connection = null;
        return true;
    }

    /** The message that came under this packet id and is not released; null after noting a new one. */
    synchronized @Nullable Delivery repeated(Delivery delivery) {
        Delivery before = unreleased.get(delivery.packetId);
        if (before != null && !(before.result() instanceof Busy)) {
            return before;
        }
        unreleased.put(delivery.packetId, delivery);
        return null;
    }

    /** False where nothing came under this packet id. */
    synchronized boolean release(int packetId) {
        return unreleased.remove(packetId) != null;
    }

    /** Granted QoS by topic filter. */
    Map<String, Integer> subscriptions() {
        return subscriptions;
    }
}
