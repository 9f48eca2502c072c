package datalab.ingest.mqtt.session;

import datalab.access.Caller;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.mqtt.wire.Packet.Will;
import datalab.ingest.mqtt.wire.PacketWriter;
import datalab.lab.input.TopicFilter;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client, also between its connections: which messages of QoS 2 it has sent and not released, what it
 * subscribed to, and what is on its way to it. All of it is bounded. Thread-safe.
 */
public final class Session {
    private static final int OWN_BYTES = 512;
    private static final int DELIVERY_BYTES = 256;

    private final String clientId;
    private final SessionBudget memory;
    private final OutboundQueue outbox;
    /** Messages of QoS 2 of which it is not known yet what becomes of them. */
    private final Map<Integer, InboundPublish> unsettled = new HashMap<>();

    private final BitSet unreleased = new BitSet(); // packet ids of those that are kept
    private final Map<String, GrantedSubscription> subscriptions = new HashMap<>();
    private @Nullable SessionConnection connection;
    private volatile @Nullable Runnable wake;
    private volatile boolean keepsOwnOut;
    private volatile Caller caller = Caller.ANYBODY;
    private long expirySeconds;
    private int filterBytes;
    private int willBytes;
    private int counted;
    private boolean connected = true;
    private boolean ended;

    public Session(String clientId, SessionBudget memory, int deliveriesMax) {
        this.clientId = clientId;
        this.memory = memory;
        this.outbox = new OutboundQueue(deliveriesMax);
    }

    public String clientId() {
        return clientId;
    }

    /** Whose it is, as they have last connected. */
    public Caller caller() {
        return caller;
    }

    public void calledBy(Caller owner) {
        caller = owner;
    }

    public OutboundQueue outbox() {
        return outbox;
    }

    /** How long it outlives its connection; 0 for not at all. */
    public synchronized long expirySeconds() {
        return expirySeconds;
    }

    public synchronized void expireAfter(long seconds) {
        expirySeconds = seconds;
    }

    /** Makes a connection the session's only one, and returns the one it takes over from. */
    public synchronized @Nullable SessionConnection attach(SessionConnection current) {
        SessionConnection before = connection;
        connection = current;
        if (!connected) {
            connected = true;
            memory.move(0, counted);
        }
        return before;
    }

    /** False where another connection has taken over meanwhile. */
    public synchronized boolean detach(SessionConnection current) {
        if (connection != current) {
            return false;
        }
        connection = null;
        wake = null;
        connected = false;
        memory.move(counted, 0);
        return true;
    }

    /** The callback that starts deliveries to the client; null while the client is away. */
    public @Nullable Runnable wake() {
        return wake;
    }

    public void wakeBy(Runnable current) {
        wake = current;
    }

    /** Its memory use in bytes. */
    public synchronized int bytes() {
        return counted;
    }

    /** False where the will is too large for what a client may have remembered. */
    public synchronized boolean remember(@Nullable Will will) {
        int before = willBytes;
        willBytes = will == null
                ? 0
                : will.payload().length + will.topic().length() * 2 + PacketWriter.bytes(will.properties()).length;
        if (!recount()) {
            willBytes = before;
            return false;
        }
        return true;
    }

    /** The message that came under this packet id and is not released; null after noting a new one. */
    public synchronized @Nullable InboundPublish repeated(InboundPublish delivery) {
        int packetId = delivery.packetId;
        if (unreleased.get(packetId)) {
            return InboundPublish.repeat(packetId);
        }
        InboundPublish before = unsettled.get(packetId);
        if (before != null && !(before.result() instanceof Busy)) {
            return before;
        }
        unsettled.put(packetId, delivery);
        recountAnyway();
        return null;
    }

    /** Notes what became of a message of QoS 2: whether a repeat of it would count as the same. */
    public synchronized void settled(InboundPublish delivery, boolean awaitsRelease) {
        if (unsettled.remove(delivery.packetId, delivery)) {
            unreleased.set(delivery.packetId, awaitsRelease);
            recountAnyway();
        }
    }

    /** False where nothing came under this packet id. */
    public synchronized boolean release(int packetId) {
        boolean wasUnsettled = unsettled.remove(packetId) != null;
        boolean known = wasUnsettled || unreleased.get(packetId);
        unreleased.clear(packetId);
        return known;
    }

    /** False where a client may not have as much remembered. */
    public synchronized boolean subscribe(TopicFilter filter, GrantedSubscription subscription) {
        if (ended) {
            return false;
        }
        if (!subscriptions.containsKey(filter.text())) {
            filterBytes += filter.bytes();
            if (!recount()) {
                filterBytes -= filter.bytes();
                return false;
            }
        }
        subscriptions.put(filter.text(), subscription);
        noteKeepsOwnOut();
        return true;
    }

    public synchronized boolean unsubscribe(TopicFilter filter) {
        if (subscriptions.remove(filter.text()) == null) {
            return false;
        }
        filterBytes -= filter.bytes();
        recountAnyway();
        noteKeepsOwnOut();
        return true;
    }

    /** Forgets everything, and returns the filters that the client had subscribed to. */
    public synchronized List<String> end() {
        List<String> filters = List.copyOf(subscriptions.keySet());
        if (connected) {
            memory.move(counted, 0);
        }
        connected = false;
        connection = null;
        wake = null;
        ended = true;
        subscriptions.clear();
        return filters;
    }

    public synchronized boolean isEnded() {
        return ended;
    }

    /** The connection it has; null while the client is away. */
    public synchronized @Nullable SessionConnection connection() {
        return connection;
    }

    /** Whether the client does not want to be sent what it has published itself. */
    public boolean keepsOwnOut() {
        return keepsOwnOut;
    }

    private void noteKeepsOwnOut() {
        keepsOwnOut = subscriptions.values().stream().anyMatch(GrantedSubscription::noLocal);
    }

    private boolean recount() {
        int now = reckon();
        if (connected && !memory.resize(counted, now)) {
            return false;
        }
        counted = now;
        return true;
    }

    /** For what is bounded by itself. */
    private void recountAnyway() {
        int now = reckon();
        if (connected) {
            memory.move(counted, now);
        }
        counted = now;
    }

    private int reckon() {
        return OWN_BYTES + filterBytes + willBytes + unreleased.size() / 8 + unsettled.size() * DELIVERY_BYTES;
    }
}
