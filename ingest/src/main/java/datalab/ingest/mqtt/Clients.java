package datalab.ingest.mqtt;

import datalab.ingest.Backlog;
import datalab.ingest.Ingest;
import datalab.ingest.mqtt.Sessions.Opened;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.vertx.core.Context;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets clients in and sees them out. Thread-safe; each client is served on its connection's event loop. */
final class Clients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
    /** How many messages of QoS 1 and 2 a client that speaks MQTT 5 may have under way. */
    private static final int RECEIVE_MAX = 1000;

    private final Ingest ingest;
    private final TopicRouter router;
    private final LiveFeed live;
    private final int connectionsMax;
    private final Sessions sessions = new Sessions();
    private final Backlog backlog = new Backlog();
    private final Set<MqttConnection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ending;

    Clients(Ingest ingest, TopicRouter router, LiveFeed live, int connectionsMax) {
        this.ingest = ingest;
        this.router = router;
        this.live = live;
        this.connectionsMax = connectionsMax;
    }

    void connect(MqttEndpoint endpoint, Context loop) {
        if (ending || connections.size() >= connectionsMax) {
            refuse(endpoint);
            return;
        }
        boolean nameless = endpoint.clientIdentifier() == null;
        if (nameless) {
            endpoint.setClientIdentifier(UUID.randomUUID().toString());
        }
        Opened opened = sessions.open(endpoint.clientIdentifier(), endpoint.isCleanSession(), keepsSession(endpoint));
        Inbox inbox = new Inbox(ingest, router, threads);
        MqttConnection connection = new MqttConnection(endpoint, opened.session(), inbox, backlog, loop);
        connections.add(connection);
        @Nullable MqttConnection before = sessions.attach(endpoint.clientIdentifier(), opened.session(), connection);
        if (before != null) {
            before.takeOver();
        }
        Subscriber subscriber = new Subscriber(endpoint, opened.session(), loop);
        serve(endpoint, connection, subscriber);
        endpoint.accept(opened.present(), welcome(endpoint, nameless));
        if (!opened.session().subscriptions().isEmpty()) {
            live.follow(subscriber, ready -> {});
        }
    }

    void endAll() {
        ending = true;
        connections.forEach(MqttConnection::shutDown);
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    private void serve(MqttEndpoint endpoint, MqttConnection connection, Subscriber subscriber) {
        AtomicBoolean tookLeave = new AtomicBoolean();
        endpoint.publishHandler(connection::publish);
        endpoint.publishReleaseHandler(connection::release);
        endpoint.publishAcknowledgeHandler(subscriber::acknowledged);
        endpoint.subscribeHandler(message -> subscriber.subscribe(message, live));
        endpoint.unsubscribeHandler(subscriber::unsubscribe);
        endpoint.disconnectMessageHandler(
                message -> tookLeave.set(message.code() != MqttDisconnectReasonCode.WITH_WILL_MESSAGE));
        endpoint.exceptionHandler(e -> LOG.atDebug()
                .addKeyValue("client", endpoint.clientIdentifier())
                .setCause(e)
                .log("mqtt connection failed"));
        endpoint.closeHandler(ignored -> {
            live.leave(subscriber);
            leave(endpoint, connection, tookLeave.get());
        });
    }

    private void leave(MqttEndpoint endpoint, MqttConnection connection, boolean tookLeave) {
        connections.remove(connection);
        connection.closed();
        sessions.detach(endpoint.clientIdentifier(), connection.session(), connection);
        MqttWill will = endpoint.will();
        if (will != null && will.isWillFlag() && !tookLeave && !ending) {
            connection.publishWill(will.getWillTopic(), will.getWillMessage());
        }
    }

    private static boolean keepsSession(MqttEndpoint endpoint) {
        return Replies.speaks5(endpoint) ? sessionSeconds(endpoint) != 0 : !endpoint.isCleanSession();
    }

    private static int sessionSeconds(MqttEndpoint endpoint) {
        return Replies.number(endpoint.connectProperties(), MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
    }

    private static void refuse(MqttEndpoint endpoint) {
        endpoint.reject(
                Replies.speaks5(endpoint)
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_BUSY
                        : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE);
    }

    /** What MQTT 5 lets a client know of our bounds. */
    private static MqttProperties welcome(MqttEndpoint endpoint, boolean nameless) {
        if (!Replies.speaks5(endpoint)) {
            return MqttProperties.NO_PROPERTIES;
        }
        MqttProperties properties = new MqttProperties();
        add(properties, MqttProperties.RECEIVE_MAXIMUM, RECEIVE_MAX);
        add(properties, MqttProperties.MAXIMUM_PACKET_SIZE, MqttSource.PACKET_BYTES_MAX);
        add(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0);
        add(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
        int keptSeconds = (int) Sessions.KEPT.toSeconds();
        // The number is unsigned: a negative one is the longest.
        if (Integer.compareUnsigned(sessionSeconds(endpoint), keptSeconds) > 0) {
            add(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, keptSeconds);
        }
        if (nameless) {
            properties.add(new StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, endpoint.clientIdentifier()));
        }
        return properties;
    }

    private static void add(MqttProperties properties, int type, int value) {
        properties.add(new IntegerProperty(type, value));
    }
}
