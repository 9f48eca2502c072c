package datalab.ingest.mqtt;

import datalab.ingest.IngestResult;
import datalab.ingest.IngestResult.Accepted;
import datalab.ingest.IngestResult.Busy;
import datalab.ingest.IngestResult.Rejected;
import io.netty.handler.codec.mqtt.MqttQoS;
import org.jspecify.annotations.Nullable;

/**
 * One message from its arrival until it is acknowledged. What became of it is told by any thread, once for each stream that
 * takes it; everything else is its connection's.
 */
final class Delivery {
    final int packetId;
    final MqttQoS qos;
    private int awaited = 1;
    private @Nullable IngestResult worst;
    private @Nullable Runnable settled;

    Delivery(int packetId, MqttQoS qos) {
        this.packetId = packetId;
        this.qos = qos;
    }

    /** Says by how many streams the message is taken. */
    synchronized void await(int streams) {
        awaited = streams;
    }

    /** Says what became of it in one stream. */
    void done(IngestResult what) {
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
    synchronized @Nullable IngestResult result() {
        return awaited > 0 ? null : worst;
    }

    /** Whoever waits for the result now; one that waited before, on a connection that is gone, waits no more. */
    synchronized void onSettled(Runnable listener) {
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
