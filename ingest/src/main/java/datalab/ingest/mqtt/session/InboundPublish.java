package datalab.ingest.mqtt.session;

import datalab.ingest.door.IngestResult;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * One message from its arrival until it is acknowledged. What became of it is told by any thread, once for each stream that
 * takes it; everything else is its connection's.
 */
public final class InboundPublish {
    public final int packetId;
    public final int qos;
    public final boolean isRepeat;
    private int awaited = 1;
    private @Nullable IngestResult worst;
    private @Nullable Runnable settled;

    public InboundPublish(int packetId, int qos) {
        this(packetId, qos, false);
    }

    private InboundPublish(int packetId, int qos, boolean isRepeat) {
        this.packetId = packetId;
        this.qos = qos;
        this.isRepeat = isRepeat;
    }

    /** A message of QoS 2 that has been taken before and was not released. */
    public static InboundPublish repeat(int packetId) {
        return new InboundPublish(packetId, 2, true);
    }

    /** Says by how many streams the message is taken. */
    public synchronized void await(int streams) {
        awaited = streams;
    }

    /** Says what became of it in one stream. */
    public void done(IngestResult what) {
        Runnable tell = take(what);
        if (tell != null) {
            tell.run();
        }
    }

    private synchronized @Nullable Runnable take(IngestResult what) {
        worst = worst == null || weight(what) > weight(worst) ? what : worst;
        awaited--;
        return awaited == 0 ? settled : null;
    }

    /** What became of it, once every stream has told: busy where one was, rejected where all did. */
    public synchronized @Nullable IngestResult result() {
        return awaited > 0 ? null : worst;
    }

    /** Whether it can be acknowledged. */
    public boolean isSettled() {
        return isRepeat || result() != null;
    }

    /** Whoever waits for the result now; one that waited before, on a connection that is gone, waits no more. */
    public synchronized void onSettled(Runnable listener) {
        settled = listener;
    }

    private static int weight(IngestResult result) {
        return switch (result) {
            case Rejected why -> 0;
            case Accepted event -> 1;
            case Busy busy -> 2;
        };
    }
}
