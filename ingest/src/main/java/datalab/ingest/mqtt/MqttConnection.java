package datalab.ingest.mqtt;

import datalab.ingest.Ingest;
import datalab.ingest.IngestResult;
import datalab.ingest.IngestResult.Busy;
import datalab.lab.Reject;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.time.Instant;
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
    private final Ingest ingest;
    private final Context loop;
    private final Replies replies;
    private final ClientSocket socket;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private int waitingBytes;

    /** A message that is not acknowledged yet. */
    private record Waiting(Delivery delivery, int bytes) {}

    MqttConnection(MqttEndpoint endpoint, Session session, Inbox inbox, Ingest ingest, Context loop) {
        this.endpoint = endpoint;
        this.session = session;
        this.inbox = inbox;
        this.ingest = ingest;
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
        take(message.topicName(), payload, delivery);
    }

    /** The client's last word, which it left in case it would be cut off. */
    void publishWill(String topic, Buffer payload) {
        take(topic, payload, new Delivery(0, MqttQoS.AT_MOST_ONCE));
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
    }

    private void take(String topic, Buffer payload, Delivery delivery) {
        int length = payload.length();
        boolean cut = length > ingest.limits().eventBytesMax();
        byte[] bytes = cut ? payload.getBytes(0, Reject.PAYLOAD_BYTES_MAX) : payload.getBytes();
        Instant arrived = Instant.ofEpochMilli(ingest.clock().millis());
        inbox.add(new Inbox.Arrived(topic, bytes, length, arrived, delivery));
    }

    private void enqueue(Delivery delivery, int payloadBytes) {
        int bytes = payloadBytes + MESSAGE_BYTES;
        waiting.add(new Waiting(delivery, bytes));
        waitingBytes += bytes;
        delivery.onSettled(this::flushSoon);
        if (waitingBytes > WAITING_BYTES_MAX || waiting.size() > WAITING_MESSAGES_MAX) {
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
            acknowledge(first.delivery, result);
        }
        if (endpoint.isConnected()
                && waitingBytes < WAITING_BYTES_MAX / 2
                && waiting.size() < WAITING_MESSAGES_MAX / 2) {
            socket.resume();
        }
    }

    private void acknowledge(Delivery delivery, IngestResult result) {
        if (delivery.qos == MqttQoS.EXACTLY_ONCE && !replies.awaitsRelease(result)) {
            session.release(delivery.packetId);
        }
        if (!replies.acknowledge(delivery, result) && result instanceof Busy busy) {
            LOG.atWarn()
                    .addKeyValue("client", endpoint.clientIdentifier())
                    .addKeyValue("detail", busy.detail())
                    .log("mqtt connection closed because a message could not be kept");
            end(MqttDisconnectReasonCode.SERVER_BUSY);
        }
    }
}
