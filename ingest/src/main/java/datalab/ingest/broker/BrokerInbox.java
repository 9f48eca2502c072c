package datalab.ingest.broker;

import datalab.ingest.door.CancellableWait;
import datalab.ingest.door.InboundMessage;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestResult;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Rejected;
import datalab.ingest.door.StreamBinding;
import datalab.lab.stream.EventStream;
import datalab.mqtt.BrokerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A broker's messages on their way into the log, in their order; each is acknowledged when the log has it. What the log does
 * not take waits here, and nothing is to come before it. Used by one thread; results come on any.
 */
final class BrokerInbox {
    private static final String SOURCE = "broker";

    private final Ingest ingest;
    private final StreamBinding binding;
    private final String origin;
    private final CancellableWait room;
    private final PriorityQueue<Arrived> refused = new PriorityQueue<>(Comparator.comparingLong(Arrived::number));
    private long count;
    private int underWay;
    private @Nullable Busy reason;

    private record Arrived(long number, BrokerMessage message, Instant at) {}

    BrokerInbox(Ingest ingest, EventStream stream, String server) {
        this.ingest = ingest;
        this.binding = ingest.bind(stream, SOURCE);
        this.origin = SOURCE + ":" + server + "/";
        this.room = ingest.senderWait();
    }

    /** Takes a message; waits while too much is on its way into the log. */
    void take(BrokerMessage message) {
        send(new Arrived(count++, message, Instant.ofEpochMilli(ingest.clock().millis())));
    }

    /** Why the log did not take messages that wait here; null where none do. */
    synchronized @Nullable Busy reason() {
        return refused.isEmpty() ? null : reason;
    }

    /** Sends again, in their order, what the log did not take. */
    void sendAgain() {
        for (Arrived each : takeRefused()) {
            send(each);
        }
    }

    /** Waits until all that was sent has its answer; false where it takes longer. */
    synchronized boolean settle(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (underWay > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
        }
        return true;
    }

    /** Ends a wait for room. */
    void close() {
        room.end();
    }

    private void send(Arrived arrived) {
        synchronized (this) {
            underWay++;
        }
        BrokerMessage message = arrived.message;
        ingest.accept(
                new InboundMessage(binding, message.payload(), origin + message.topic(), arrived.at),
                room,
                result -> done(arrived, result));
    }

    private void done(Arrived arrived, IngestResult result) {
        switch (result) {
            case Accepted event -> arrived.message.acknowledge();
            case Rejected why -> arrived.message.acknowledge();
            case Busy busy -> keep(arrived, busy);
        }
        synchronized (this) {
            underWay--;
            notifyAll();
        }
    }

    private synchronized void keep(Arrived arrived, Busy busy) {
        refused.add(arrived);
        reason = busy;
    }

    private synchronized List<Arrived> takeRefused() {
        List<Arrived> all = refused.stream().sorted(refused.comparator()).toList();
        refused.clear();
        return all;
    }
}
