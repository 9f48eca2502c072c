package datalab.ingest.mqtt;

import datalab.access.Access;
import datalab.ingest.Source;
import datalab.ingest.door.Ingest;
import datalab.ingest.mqtt.live.DroppedDeliveries;
import datalab.ingest.mqtt.live.LiveFeed;
import datalab.ingest.mqtt.live.RecentEvents;
import datalab.ingest.mqtt.live.TopicRouter;
import datalab.ingest.mqtt.websocket.WebSockets;
import datalab.lab.Lab;
import datalab.log.feed.LogFeeds;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The source for MQTT 3.1.1 and 5: an endpoint that acknowledges a message when the log has it, and that delivers new events
 * to those who subscribe. Thread-safe.
 */
public final class MqttSource implements Source {
    /** Larger than an event may be, so that one over the limit is a reject and does not just end the connection. */
    static final int PACKET_BYTES_MAX = 16 * 1024 * 1024;

    private final LiveFeed live;
    private final ClientAdmission clients;
    private final MqttListeners listeners;
    private final MqttServer server;
    private final MqttProbe probe = new MqttProbe();

    /**
     * Makes an endpoint that does not listen yet.
     *
     * @param feeds new events for those who subscribe
     */
    public MqttSource(Ingest ingest, List<Lab> labs, MqttSettings settings, LogFeeds feeds, MeterRegistry meters) {
        this(ingest, labs, MqttListeners.of(settings), Access.open(), feeds, meters);
    }

    MqttSource(
            Ingest ingest,
            List<Lab> labs,
            MqttListeners listeners,
            Access access,
            LogFeeds feeds,
            MeterRegistry meters) {
        MqttLimits limits = listeners.settings().limits();
        TopicRouter router = new TopicRouter(ingest, labs);
        RecentEvents recent = new RecentEvents(limits.recentBytesMax());
        this.live = new LiveFeed(router, feeds, recent, new DroppedDeliveries(meters), ingest.clock());
        this.clients = new ClientAdmission(ingest, router, live, access, limits);
        this.listeners = listeners;
        this.server = new MqttServer(listeners, clients, ingest.limits().eventBytesMax());
    }

    /**
     * Returns when clients can connect.
     *
     * @throws MqttPortTaken where it cannot listen
     */
    @Override
    public synchronized void start() {
        server.start();
        live.start();
    }

    @Override
    public int port() {
        return server.address().getPort();
    }

    @Override
    public boolean isEncrypted() {
        return listeners.tls().isPresent();
    }

    /** Where MQTT is spoken over WebSocket. */
    @Override
    public Map<String, String> addresses(String host) {
        WebSockets webSockets = listeners.webSockets();
        if (webSockets == null || server.webSocketPort().isEmpty()) {
            return Map.of();
        }
        String scheme = webSockets.tls().isPresent() ? "wss" : "ws";
        return Map.of(
                "WebSocket",
                scheme + "://" + host + ":" + server.webSocketPort().getAsInt() + WebSockets.PATH);
    }

    @Override
    public boolean isChecked() {
        return true;
    }

    /** Probes as a client would: connects, and waits briefly to be accepted. */
    @Override
    public void check() throws IOException {
        probe.connect(server.address(), listeners.tls());
    }

    /** Ends all connections; appends in flight are not waited for, and not acknowledged. */
    @Override
    public synchronized void close() {
        live.close();
        clients.endAll();
        server.close();
        clients.close();
    }
}
