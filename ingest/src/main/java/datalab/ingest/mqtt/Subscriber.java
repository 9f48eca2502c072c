package datalab.ingest.mqtt;

import datalab.ingest.mqtt.live.LiveEvent;
import datalab.ingest.mqtt.live.LiveFeed;
import datalab.ingest.mqtt.session.GrantedSubscription;
import datalab.ingest.mqtt.session.OutboundQueue;
import datalab.ingest.mqtt.session.OutboundQueue.Due;
import datalab.ingest.mqtt.session.Session;
import datalab.ingest.mqtt.wire.Packet.Subscribe;
import datalab.ingest.mqtt.wire.Packet.Unsubscribe;
import datalab.ingest.mqtt.wire.PacketWriter;
import datalab.ingest.mqtt.wire.Properties;
import datalab.ingest.mqtt.wire.ReasonCode;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Delivers new events to one connected client that has subscribed. They wait, a bounded number of them, until it has read
 * and acknowledged those before; a client that is too slow for that loses events and delays no other. Used on its
 * event loop, but for {@link #wake}.
 *
 * <p>An event loop serves many clients, so what one turn delivers is bounded, and nothing is written to a client that does
 * not read: acknowledgements never queue behind deliveries.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is handled
final class Subscriber {
    private static final int TURN_EVENTS_MAX = 32;
    private static final int LARGE_BYTES = 4096;
    private static final int RETRY_MILLIS = 50;
    private static final int AGAIN = 8;
    private static final int QOS_1 = 2;
    private static final int RETAIN = 1;
    private static final int FAILED_IN_VERSION_3 = 0x80;
    private static final String LOST = "lost";

    private final ClientSocket socket;
    private final Session session;
    private final LiveFeed live;
    private final DeliveryScheduler turns;
    private final int window;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean stalled; // until the client reads or acknowledges
    private @Nullable Due held; // until there is room for a large one

    /** @param receiveMax what the client takes unacknowledged */
    Subscriber(ClientSocket socket, Session session, LiveFeed live, DeliveryScheduler turns, long receiveMax) {
        this.socket = socket;
        this.session = session;
        this.live = live;
        this.turns = turns;
        this.window = (int) Math.min(OutboundQueue.UNACKNOWLEDGED_MAX, receiveMax);
    }

    /** Delivers what is on its way to the client, and from now on what comes. */
    void begin() {
        session.outbox().begin(this);
        session.wakeBy(this::wake);
        wake();
    }

    /** Answers when what is published from then on will be delivered. */
    void subscribe(Subscribe message) {
        List<ReasonCode> codes = new ArrayList<>();
        message.subscriptions()
                .forEach(it -> codes.add(live.subscribe(
                        session,
                        it.filter(),
                        new GrantedSubscription(Math.min(1, it.qos()), it.noLocal(), it.retainAsPublished()))));
        live.whenReady(ready -> socket.execute(() -> answer(message.packetId(), codes, ready)));
    }

    void unsubscribe(Unsubscribe message) {
        List<ReasonCode> codes = new ArrayList<>();
        message.filters()
                .forEach(filter -> codes.add(
                        live.unsubscribe(session, filter) ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED));
        write(socket.writer().unsubAck(message.packetId(), codes));
    }

    void acknowledged(int packetId) {
        session.outbox().settled(packetId);
        goOn();
    }

    /** The client reads again or has acknowledged. */
    void goOn() {
        stalled = false;
        wake();
    }

    /** Says that there may be something to deliver; callable from anywhere. */
    void wake() {
        if (!stalled && scheduled.compareAndSet(false, true)) {
            socket.execute(() -> turns.add(this::deliver));
        }
    }

    private void deliver() {
        scheduled.set(false);
        int sent = 0;
        while (sent < TURN_EVENTS_MAX && socket.isWritable()) {
            Due due = held == null ? session.outbox().next(this, window) : held;
            held = null;
            if (due == null || !send(due)) {
                break;
            }
            sent++;
        }
        socket.flush();
        stalled = !socket.isWritable() || (held == null && session.outbox().awaitsAcknowledgement(window));
        if (sent == TURN_EVENTS_MAX) {
            wake();
        }
    }

    /** False where there is no room for it now. */
    private boolean send(Due due) {
        LiveEvent event = live.event(due.number());
        Instant now = live.now();
        if (event == null) {
            live.lost(session);
        }
        if (event == null || event.isExpired(now)) {
            session.outbox().settled(due.packetId());
            return true;
        }
        int bytes = event.payload().length;
        if (bytes > LARGE_BYTES && !live.large().take(bytes)) {
            held = due;
            socket.context().executor().schedule(this::goOn, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            return false;
        }
        Runnable written = bytes > LARGE_BYTES ? () -> live.large().giveBack(bytes) : null;
        if (!socket.write(packet(due, event, now), written)) {
            session.outbox().settled(due.packetId()); // larger than the client takes (MQTT-3.1.2-25)
            if (written != null) {
                written.run();
            }
        }
        return true;
    }

    private ByteBuf packet(Due due, LiveEvent event, Instant now) {
        int flags = (due.packetId() > 0 ? QOS_1 : 0)
                | (due.again() ? AGAIN : 0)
                | (event.retain() && due.retainAsPublished() ? RETAIN : 0);
        byte[] properties = socket.speaks5() ? PacketWriter.bytes(properties(event, now)) : new byte[0];
        return socket.writer().publish(flags, due.packetId(), event.topic(), properties, event.payload());
    }

    private Properties properties(LiveEvent event, Instant now) {
        Properties properties = event.propertiesAt(now);
        long lost = session.outbox().takeLost();
        return lost == 0 ? properties : properties.withUser(LOST, Long.toString(lost));
    }

    private void answer(int packetId, List<ReasonCode> codes, boolean ready) {
        List<Integer> told = codes.stream()
                .map(code -> ready ? code : ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR)
                .map(code -> socket.speaks5() || !code.isError() ? code.value() : FAILED_IN_VERSION_3)
                .toList();
        write(socket.writer().subAck(packetId, told));
    }

    /** A mandatory response that the client does not accept: the connection must end. */
    private void write(ByteBuf answer) {
        if (!socket.write(answer)) {
            socket.end(ReasonCode.PACKET_TOO_LARGE, "");
        }
        socket.flush();
    }
}
