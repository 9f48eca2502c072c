package datalab.ingest.mqtt;

import datalab.ingest.Backlog;
import datalab.ingest.IngestResult;
import datalab.ingest.IngestResult.Busy;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that is connected: takes its messages in order and acknowledges them in the same order, each when the log has
 * it. Everything happens on its event loop, except what the door reports.
 */
final class MqttConnection {
    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);
    /** What may wait for acknowledgement before no more is read; TCP then holds the sender back. */
    private static final int WAITING_BYTES_MAX = 256 * 1024;

    private static final int WAITING_MESSAGES_MAX = 2000;
    private static final int MESSAGE_BYTES = 128;

    private final MqttEndpoint endpoint;
    private final Session session;
    private final Inbox inbox;
    private final Context loop;
    private final Replies replies;
    private final ClientSocket socket;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final Backlog backlog;
    private int waitingBytes;

    /** A message that is not acknowledged yet. */
    private record Waiting(Delivery delivery, int bytes) {}

    MqttConnection(MqttEndpoint endpoint, Session session, Inbox inbox, Backlog backlog, Context loop) {
        this.endpoint = endpoint;
        this.session = session;
        this.inbox = inbox;
        this.backlog = backlog;
        this.loop = loop;
        this.socket = new ClientSocket(endpoint);
        this.replies = new Replies(endpoint, socket);
    }

    Session session() {
        return session;
    }

    MqttEndpoint endpoint() {
        return endpoint;
    }

    /** A message that the client published. */
    void publish(MqttPublishMessage message) {
        Delivery delivery = new Delivery(message.messageId(), message.qosLevel());
        if (message.qosLevel() == MqttQoS.EXACTLY_ONCE) {
            Delivery before = session.repeated(delivery);
            if (before != null) {
                enqueue(before, 0);
                return;
            }
        }
        Buffer payload = message.payload();
        enqueue(delivery, payload.length());
        inbox.add(message.topicName(), payload, delivery);
    }

    /** The client's last word, which it left in case it would be cut off. */
    void publishWill(String topic, Buffer payload) {
        inbox.add(topic, payload, new Delivery(0, MqttQoS.AT_MOST_ONCE));
    }

    void release(int packetId) {
        replies.complete(packetId, session.release(packetId));
    }

    /** Ends the connection because the client has opened another; callable from anywhere. */
    void takeOver() {
        loop.runOnContext(ignored -> end(MqttDisconnectReasonCode.SESSION_TAKEN_OVER));
    }

    void end(MqttDisconnectReasonCode why) {
        if (endpoint.isConnected()) {
            endpoint.disconnect(why, MqttProperties.NO_PROPERTIES);
        }
    }

    /** Ends the connection because the endpoint closes; callable from anywhere. */
    void shutDown() {
        loop.runOnContext(ignored -> end(MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN));
    }

    /** The connection is gone; what is under way is taken, but nobody is told. */
    void closed() {
        waiting.clear();
        backlog.remove(waitingBytes);
        waitingBytes = 0;
    }

    private void enqueue(Delivery delivery, int payloadBytes) {
        int bytes = payloadBytes + MESSAGE_BYTES;
        waiting.add(new Waiting(delivery, bytes));
        waitingBytes += bytes;
        backlog.add(bytes);
        delivery.onSettled(this::flushSoon);
        if (waitingBytes > WAITING_BYTES_MAX || waiting.size() > WAITING_MESSAGES_MAX || backlog.isFull()) {
            socket.pause();
        }
        if (delivery.result() != null) {
            flushSoon();
        }
    }

    /** Called by whoever tells a result; many results make one round on the event loop. */
    private void flushSoon() {
        if (flushing.compareAndSet(false, true)) {
            loop.runOnContext(ignored -> flush());
        }
    }

    private void flush() {
        flushing.set(false);
        while (!waiting.isEmpty() && endpoint.isConnected()) {
            Waiting first = waiting.getFirst();
            @Nullable IngestResult result = first.delivery.result();
            if (result == null) {
                break; // acknowledgements keep the order of the messages
            }
            waiting.removeFirst();
            waitingBytes -= first.bytes;
            backlog.remove(first.bytes);
            acknowledge(first.delivery, result);
        }
        if (endpoint.isConnected() && hasRoom()) {
            socket.resume();
        }
    }

    private boolean hasRoom() {
        boolean own = waitingBytes < WAITING_BYTES_MAX / 2 && waiting.size() < WAITING_MESSAGES_MAX / 2;
        return waiting.isEmpty() || (own && !backlog.isFull());
    }

    private void acknowledge(Delivery delivery, IngestResult result) {
        if (delivery.qos == MqttQoS.EXACTLY_ONCE && !replies.awaitsRelease(result)) {
            session.release(delivery.packetId);
        }
        if (!replies.acknowledge(delivery, result) && result instanceof Busy busy) {
            LOG.atDebug()
                    .addKeyValue("client", endpoint.clientIdentifier())
                    .addKeyValue("detail", busy.detail())
                    .log("mqtt connection closed because a message could not be kept");
            end(MqttDisconnectReasonCode.SERVER_BUSY);
        }
    }
}
