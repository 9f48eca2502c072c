package datalab.ingest.mqtt.session;

import datalab.ingest.mqtt.live.RecentEvents;
import org.jspecify.annotations.Nullable;

/**
 * The events on their way to one client: those that wait for their turn, and those of quality 1 that it has not acknowledged.
 * It keeps numbers of {@link RecentEvents}, in the order of the events, and outlives a connection. Thread-safe.
 *
 * <p>Where as many wait as may, the next one is lost to this client, and counted.
 */
public final class OutboundQueue {
    /** The most that a client may leave unacknowledged, even if it offers more. */
    public static final int UNACKNOWLEDGED_MAX = 256;

    private static final int PACKET_ID_MAX = 0xffff;
    private static final int ID_BITS = 16;
    private static final long QOS_1 = 1;
    private static final long RETAIN_AS_PUBLISHED = 2;
    private static final int FLAG_BITS = 2;

    private final int waitingMax;
    private final LongQueue waiting = new LongQueue(); // number, flags
    private final LongQueue unacknowledged = new LongQueue(); // number, flags, packet id
    private @Nullable Object reader;
    private int sendAgain; // of the unacknowledged, those in front that an earlier connection was sent
    private int sentAgain; // and how many of them this one was
    private int lastId;
    private long lost;

    /** What is to be sent next. */
    public record Due(long number, int packetId, boolean retainAsPublished, boolean again) {}

    public OutboundQueue(int waitingMax) {
        this.waitingMax = waitingMax;
    }

    /** False where too many wait already: the event is lost to this client. */
    public synchronized boolean offer(long number, GrantedSubscription subscription) {
        if (waiting.size() >= waitingMax) {
            lost++;
            return false;
        }
        long flags =
                (subscription.qos() > 0 ? QOS_1 : 0) | (subscription.retainAsPublished() ? RETAIN_AS_PUBLISHED : 0);
        waiting.add(number << FLAG_BITS | flags);
        return true;
    }

    /** From now on this reader alone gets events, at first those that an earlier one did not acknowledge. */
    public synchronized void begin(Object newReader) {
        reader = newReader;
        sendAgain = unacknowledged.size();
        sentAgain = 0;
    }

    /**
     * Takes the next event to be sent; null where none waits or the client must acknowledge first.
     *
     * @param window how many events the client takes unacknowledged
     */
    public synchronized @Nullable Due next(Object asking, int window) {
        if (asking != reader) {
            return null;
        }
        if (sentAgain < sendAgain) {
            return sentAgain < window ? due(unacknowledged.get(sentAgain++), true) : null;
        }
        if (waiting.size() == 0) {
            return null;
        }
        boolean acknowledges = (waiting.get(0) & QOS_1) != 0;
        if (acknowledges && unacknowledged.size() >= window) {
            return null;
        }
        long entry = waiting.poll() << ID_BITS;
        if (acknowledges) {
            entry |= freeId();
            unacknowledged.add(entry);
        }
        return due(entry, false);
    }

    /** Whether something waits that cannot be sent before the client has acknowledged. */
    public synchronized boolean awaitsAcknowledgement(int window) {
        if (sentAgain < sendAgain) {
            return sentAgain >= window;
        }
        return waiting.size() > 0 && (waiting.get(0) & QOS_1) != 0 && unacknowledged.size() >= window;
    }

    /** The client has an event, or will never get it. */
    public synchronized void settled(int packetId) {
        for (int i = 0; i < unacknowledged.size(); i++) {
            if ((unacknowledged.get(i) & PACKET_ID_MAX) == packetId) {
                unacknowledged.remove(i);
                sendAgain -= i < sendAgain ? 1 : 0;
                sentAgain -= i < sentAgain ? 1 : 0;
                return;
            }
        }
    }

    public synchronized void addLost() {
        lost++;
    }

    /** How many events were lost since the last call. */
    public synchronized long takeLost() {
        long told = lost;
        lost = 0;
        return told;
    }

    private static Due due(long entry, boolean again) {
        long flags = entry >> ID_BITS;
        return new Due(flags >> FLAG_BITS, (int) (entry & PACKET_ID_MAX), (flags & RETAIN_AS_PUBLISHED) != 0, again);
    }

    private int freeId() {
        do {
            lastId = lastId == PACKET_ID_MAX ? 1 : lastId + 1;
        } while (isTaken(lastId));
        return lastId;
    }

    private boolean isTaken(int id) {
        for (int i = 0; i < unacknowledged.size(); i++) {
            if ((unacknowledged.get(i) & PACKET_ID_MAX) == id) {
                return true;
            }
        }
        return false;
    }
}
