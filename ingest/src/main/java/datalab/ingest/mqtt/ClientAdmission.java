package datalab.ingest.mqtt;

import datalab.ingest.door.Ingest;
import datalab.ingest.door.UnacknowledgedBytes;
import datalab.ingest.mqtt.live.LiveFeed;
import datalab.ingest.mqtt.live.TopicRouter;
import datalab.ingest.mqtt.session.InboundPublish;
import datalab.ingest.mqtt.session.Session;
import datalab.ingest.mqtt.session.Sessions;
import datalab.ingest.mqtt.session.Sessions.Opened;
import datalab.ingest.mqtt.session.Wills;
import datalab.ingest.mqtt.wire.Packet.Connect;
import datalab.ingest.mqtt.wire.Packet.Publish;
import datalab.ingest.mqtt.wire.Packet.Will;
import datalab.ingest.mqtt.wire.Property;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Accepts or refuses connecting clients, and cleans up after those that disconnect. Thread-safe; each client is served on
 * its connection's event loop.
 */
final class ClientAdmission implements AutoCloseable {
    private static final int CLIENT_ID_CHARS_MAX = 1024;
    private static final long RECEIVE_MAX = 65_535;
    private static final int WILL_QOS = 0;

    private final Ingest ingest;
    private final TopicRouter router;
    private final LiveFeed live;
    private final MqttLimits limits;
    private final Sessions sessions;
    private final Wills wills = new Wills();
    private final UnacknowledgedBytes unacknowledged = new UnacknowledgedBytes();
    private final Map<EventExecutor, DeliveryScheduler> turns = new ConcurrentHashMap<>();
    private final Set<ConnectedClient> connected = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ending;

    ClientAdmission(Ingest ingest, TopicRouter router, LiveFeed live, MqttLimits limits) {
        this.ingest = ingest;
        this.router = router;
        this.live = live;
        this.limits = limits;
        this.sessions = new Sessions(limits.sessions(), this::ended);
    }

    /** @param timer for what happens later */
    void start(ScheduledExecutorService timer) {
        wills.start(timer);
    }

    /** Accepts a client, or sends it the reason for the refusal and returns null. */
    @Nullable
    ConnectedClient connect(ChannelHandlerContext context, Connect connect) {
        ClientSocket socket = new ClientSocket(context, connect);
        ConnackReply connack = new ConnackReply(socket, connect, limits);
        ConnectedClient client = ending || connected.size() >= limits.connectionsMax()
                ? connack.refuseBusy()
                : connect.clientId().length() > CLIENT_ID_CHARS_MAX || isNamelessButLasts(connect)
                        ? connack.refuseClientId()
                        : connect(socket, connect, connack);
        socket.flush();
        return client;
    }

    private @Nullable ConnectedClient connect(ClientSocket socket, Connect connect, ConnackReply connack) {
        String clientId = connect.clientId().isEmpty() ? UUID.randomUUID().toString() : connect.clientId();
        Opened<MqttConnection> opened = sessions.open(
                clientId,
                connect.cleanStart(),
                expirySeconds(connect),
                session ->
                        new MqttConnection(socket, session, new InboundQueue(ingest, router, threads), unacknowledged));
        if (opened.before() != null) {
            opened.before().takeOver();
        }
        Session session = opened.session();
        wills.forget(session);
        if (!session.remember(connect.will())) {
            sessions.close(session, opened.connection());
            return connack.refuseQuota();
        }
        long receiveMax = connect.properties().number(Property.RECEIVE_MAXIMUM, RECEIVE_MAX);
        ConnectedClient client = new ConnectedClient(
                socket,
                session,
                opened.connection(),
                new Subscriber(socket, session, live, turns(socket.context().executor()), receiveMax),
                connect.keepAliveSeconds(),
                connect.will());
        connected.add(client);
        connack.accept(clientId, opened.present());
        client.subscriber().begin();
        return client;
    }

    /**
     * Cleans up after a client whose connection has ended.
     *
     * @param isNormalDisconnect whether it disconnected normally, so that its will is discarded
     */
    void leave(ConnectedClient client, boolean isNormalDisconnect) {
        connected.remove(client);
        client.connection().closed();
        boolean away = sessions.close(client.session(), client.connection());
        Will will = client.will();
        if (will == null || isNormalDisconnect || ending) {
            return;
        }
        long delaySeconds = Math.min(
                will.properties().number(Property.WILL_DELAY_INTERVAL, 0),
                client.session().expirySeconds());
        if (delaySeconds == 0 || client.session().isEnded()) {
            publish(will);
        } else if (away) {
            wills.publishLater(client.session(), delaySeconds, () -> publish(will));
        }
    }

    /** How long a session is kept at most. */
    long sessionSecondsMax() {
        return limits.sessionExpiryMax().toSeconds();
    }

    void endAll() {
        ending = true;
        connected.forEach(client -> client.connection().shutDown());
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    private void ended(Session session) {
        live.forget(session);
        if (!ending) {
            wills.publishNow(session);
        }
    }

    private void publish(Will will) {
        Publish message = new Publish(
                WILL_QOS, will.retain(), will.topic(), 0, will.properties(), 0, will.payload(), will.payload().length);
        new InboundQueue(ingest, router, threads).add(message, null, new InboundPublish(0, WILL_QOS));
    }

    private DeliveryScheduler turns(EventExecutor loop) {
        return turns.computeIfAbsent(loop, DeliveryScheduler::new);
    }

    /** An empty client id of MQTT 3.1.1 cannot find its session again (MQTT-3.1.3-8). */
    private static boolean isNamelessButLasts(Connect connect) {
        return connect.clientId().isEmpty() && !connect.cleanStart() && connect.version() < ConnackReply.VERSION_5;
    }

    private long expirySeconds(Connect connect) {
        if (connect.version() < ConnackReply.VERSION_5) {
            return connect.cleanStart() ? 0 : limits.sessionExpiryMax().toSeconds();
        }
        return connect.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0);
    }
}
