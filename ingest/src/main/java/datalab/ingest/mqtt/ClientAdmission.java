package datalab.ingest.mqtt;

import datalab.access.Access;
import datalab.access.AccessDenied;
import datalab.access.Caller;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Accepts or refuses connecting clients, and cleans up after those that disconnect. Thread-safe; each client is served on
 * its connection's event loop.
 */
final class ClientAdmission implements AutoCloseable {
    private static final int CLIENT_ID_CHARS_MAX = 1024;
    private static final long RECEIVE_MAX = 65_535;
    private static final int WILL_QOS = 0;
    private static final int LOOK_MILLIS = 200;

    private final Ingest ingest;
    private final TopicRouter router;
    private final LiveFeed live;
    private final Access access;
    private final MqttLimits limits;
    private final Sessions sessions;
    private final Wills wills = new Wills();
    private final UnacknowledgedBytes unacknowledged = new UnacknowledgedBytes();
    private final Map<EventExecutor, DeliveryScheduler> turns = new ConcurrentHashMap<>();
    private final Set<ConnectedClient> connected = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ending;

    ClientAdmission(Ingest ingest, TopicRouter router, LiveFeed live, Access access, MqttLimits limits) {
        this.ingest = ingest;
        this.router = router;
        this.live = live;
        this.access = access;
        this.limits = limits;
        this.sessions = new Sessions(limits.sessions(), this::ended);
    }

    /** @param timer for what happens later */
    @SuppressWarnings("FutureReturnValueIgnored") // the timer ends with the endpoint
    void start(ScheduledExecutorService timer) {
        wills.start(timer);
        if (access.isOn()) {
            timer.scheduleWithFixedDelay(this::endOutdated, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void endOutdated() {
        connected.stream()
                .filter(client -> !client.caller().isCurrent())
                .forEach(client -> client.connection().endAccess());
    }

    /** Whether a client is somebody only once {@link #identify} says who. */
    boolean asksWho() {
        return access.isOn();
    }

    /** Finds out who connects, on a thread of its own, and then goes on there. */
    void identify(Connect connect, Consumer<Identified> next) {
        threads.execute(() -> next.accept(identified(connect)));
    }

    private Identified identified(Connect connect) {
        try {
            Caller caller = connect.credential() == null
                    ? access.anonymous()
                    : access.caller(connect.credential().text());
            caller.requireGrant();
            return new Identified(caller, null);
        } catch (AccessDenied e) {
            return new Identified(access.anonymous(), e);
        }
    }

    /** @param denied why it may not come in; null where it may */
    record Identified(Caller caller, @Nullable AccessDenied denied) {
        static final Identified ANYBODY = new Identified(Caller.ANYBODY, null);
    }

    /** Accepts a client, or sends it the reason for the refusal and returns null. */
    @Nullable
    ConnectedClient connect(ChannelHandlerContext context, Connect connect, Identified who) {
        ClientSocket socket = new ClientSocket(context, connect);
        ConnackReply connack = new ConnackReply(socket, connect, limits);
        if (who.denied() != null) {
            return connack.refuse(who.denied());
        }
        ConnectedClient client = ending || connected.size() >= limits.connectionsMax()
                ? connack.refuseBusy()
                : connect.clientId().length() > CLIENT_ID_CHARS_MAX || isNamelessButLasts(connect)
                        ? connack.refuseClientId()
                        : connect(socket, connect, connack, access.metered(who.caller(), socket.address()));
        socket.flush();
        return client;
    }

    private @Nullable ConnectedClient connect(
            ClientSocket socket, Connect connect, ConnackReply connack, Caller caller) {
        String clientId = connect.clientId().isEmpty() ? UUID.randomUUID().toString() : connect.clientId();
        Opened<MqttConnection> opened = sessions.open(
                access.isOn() ? caller.name() + " " + clientId : clientId, // nobody gets the session of somebody else
                connect.cleanStart(),
                expirySeconds(connect),
                session -> new MqttConnection(
                        socket,
                        session,
                        new InboundQueue(ingest, router, threads, caller, socket.speaks5()),
                        unacknowledged));
        if (opened.before() != null) {
            opened.before().takeOver();
        }
        Session session = opened.session();
        session.calledBy(caller);
        wills.forget(session);
        if (!session.remember(connect.will())) {
            sessions.close(session, opened.connection());
            return connack.refuseQuota();
        }
        long receiveMax = connect.properties().number(Property.RECEIVE_MAXIMUM, RECEIVE_MAX);
        ConnectedClient client = new ConnectedClient(
                socket,
                caller,
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
            publish(will, client.caller());
        } else if (away) {
            wills.publishLater(client.session(), delaySeconds, () -> publish(will, client.caller()));
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

    private void publish(Will will, Caller sender) {
        Publish message = new Publish(
                WILL_QOS, will.retain(), will.topic(), 0, will.properties(), 0, will.payload(), will.payload().length);
        new InboundQueue(ingest, router, threads, sender, false).add(message, null, new InboundPublish(0, WILL_QOS));
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
