package datalab.ingest.mqtt;

import datalab.ingest.door.IngestResult;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.UnacknowledgedBytes;
import datalab.ingest.mqtt.session.InboundPublish;
import datalab.ingest.mqtt.session.Session;
import datalab.ingest.mqtt.session.SessionConnection;
import datalab.ingest.mqtt.wire.Packet.Publish;
import datalab.ingest.mqtt.wire.ReasonCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that publishes: its messages are taken in order and acknowledged in the same order, each when the log has it.
 * Everything happens on its event loop, except the results of {@code Ingest}.
 */
final class MqttConnection implements SessionConnection {
    /** How many messages of QoS 1 and 2 a client that speaks MQTT 5 may have in flight; announced to it and enforced. */
    static final int RECEIVE_MAX = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);
    /** What may wait for acknowledgement before no more is read; TCP then holds the sender back. */
    private static final int WAITING_BYTES_MAX = 256 * 1024;

    private static final int WAITING_MESSAGES_MAX = 2000;
    private static final int MESSAGE_BYTES = 128;

    private final ClientSocket socket;
    private final Session session;
    private final InboundQueue inbound;
    private final PublishAcks replies;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final UnacknowledgedBytes unacknowledged;
    private int waitingBytes;
    private int underWay; // of QoS 1 and 2, until the exchange is over

    /** A message that is not acknowledged yet. */
    private record Waiting(InboundPublish delivery, int bytes) {}

    MqttConnection(ClientSocket socket, Session session, InboundQueue inbound, UnacknowledgedBytes unacknowledged) {
        this.socket = socket;
        this.session = session;
        this.inbound = inbound;
        this.unacknowledged = unacknowledged;
        this.replies = new PublishAcks(socket);
    }

    Session session() {
        return session;
    }

    ClientSocket socket() {
        return socket;
    }

    /** A message that the client published. */
    void publish(Publish message) {
        if (message.qos() > 0 && ++underWay > RECEIVE_MAX && socket.speaks5()) {
            socket.end(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "the receive maximum is " + RECEIVE_MAX);
            return;
        }
        InboundPublish delivery = new InboundPublish(message.packetId(), message.qos());
        if (message.qos() == 2) {
            InboundPublish before = session.repeated(delivery);
            if (before != null) {
                enqueue(before, 0);
                return;
            }
        }
        enqueue(delivery, message.payload().length + message.topic().length() + message.propertyBytes());
        inbound.add(message, session.keepsOwnOut() ? session.clientId() : null, delivery);
    }

    void release(int packetId) {
        underWay = Math.max(0, underWay - 1);
        replies.complete(packetId, session.release(packetId));
        socket.flush();
    }

    @Override
    public void takeOver() {
        socket.execute(() -> socket.end(ReasonCode.SESSION_TAKEN_OVER, ""));
    }

    /** Ends the connection because the endpoint closes; callable from anywhere. */
    void shutDown() {
        socket.execute(() -> socket.end(ReasonCode.SERVER_SHUTTING_DOWN, ""));
    }

    /** Ends the connection because what its client has shown does not hold any more; callable from anywhere. */
    void endAccess() {
        socket.execute(() -> socket.end(ReasonCode.NOT_AUTHORIZED, "the token has expired or was revoked"));
    }

    /** The connection is gone; messages in flight are still ingested, but not acknowledged. */
    void closed() {
        waiting.forEach(it -> forget(it.delivery));
        waiting.clear();
        unacknowledged.remove(waitingBytes);
        waitingBytes = 0;
    }

    private void forget(InboundPublish delivery) {
        if (delivery.qos == 2 && !delivery.isRepeat) {
            delivery.onSettled(() -> settle(delivery));
            settle(delivery);
        }
    }

    private void settle(InboundPublish delivery) {
        IngestResult result = delivery.result();
        if (result != null) {
            session.settled(delivery, replies.awaitsRelease(result));
        }
    }

    private void enqueue(InboundPublish delivery, int messageBytes) {
        int bytes = messageBytes + MESSAGE_BYTES;
        waiting.add(new Waiting(delivery, bytes));
        waitingBytes += bytes;
        unacknowledged.add(bytes);
        delivery.onSettled(this::flushSoon);
        if (waitingBytes > WAITING_BYTES_MAX || waiting.size() > WAITING_MESSAGES_MAX || unacknowledged.isFull()) {
            socket.pause();
        }
        if (delivery.isSettled()) {
            flushSoon();
        }
    }

    /** Called by any thread with a result; several results share one task on the event loop. */
    private void flushSoon() {
        if (flushing.compareAndSet(false, true)) {
            socket.execute(this::flush);
        }
    }

    private void flush() {
        flushing.set(false);
        while (!waiting.isEmpty() && socket.isOpen()) {
            Waiting first = waiting.getFirst();
            if (!first.delivery.isSettled()) {
                break; // acknowledgements keep the order of the messages
            }
            waiting.removeFirst();
            waitingBytes -= first.bytes;
            unacknowledged.remove(first.bytes);
            acknowledge(first.delivery, first.delivery.result());
        }
        socket.flush();
        if (socket.isOpen() && hasRoom()) {
            socket.resume();
        }
    }

    private boolean hasRoom() {
        boolean own = waitingBytes < WAITING_BYTES_MAX / 2 && waiting.size() < WAITING_MESSAGES_MAX / 2;
        return waiting.isEmpty() || (own && !unacknowledged.isFull());
    }

    private void acknowledge(InboundPublish delivery, @Nullable IngestResult result) {
        if (result == null) {
            replies.received(delivery.packetId); // a repeat
            return;
        }
        boolean goesOn = delivery.qos == 2 && replies.awaitsRelease(result);
        if (delivery.qos == 2) {
            session.settled(delivery, goesOn);
        }
        underWay = delivery.qos > 0 && !goesOn ? Math.max(0, underWay - 1) : underWay;
        if (!replies.acknowledge(delivery, result) && result instanceof Busy busy) {
            LOG.atDebug()
                    .addKeyValue("client", session.clientId())
                    .addKeyValue("detail", busy.detail())
                    .log("mqtt connection closed because a message could not be kept");
            socket.end(ReasonCode.SERVER_BUSY, busy.detail());
        }
    }
}
