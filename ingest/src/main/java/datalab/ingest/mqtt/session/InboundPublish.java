package datalab.ingest.mqtt.session;

import datalab.ingest.door.IngestResult;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * One message from its arrival until it is acknowledged. Any thread reports its result, once for each stream that
 * takes it; everything else is done by its connection.
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

    /** Sets how many streams take the message. */
    public synchronized void await(int streams) {
        awaited = streams;
    }

    /** Reports its result in one stream. */
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

    /** The combined result, once every stream has reported: busy if one was, rejected if all rejected it. */
    public synchronized @Nullable IngestResult result() {
        return awaited > 0 ? null : worst;
    }

    /** Whether it can be acknowledged. */
    public boolean isSettled() {
        return isRepeat || result() != null;
    }

    /** Sets the listener for the result, replacing that of an earlier connection. */
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
