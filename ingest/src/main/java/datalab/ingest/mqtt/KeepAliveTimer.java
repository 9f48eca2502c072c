package datalab.ingest.mqtt;

import datalab.ingest.mqtt.wire.PacketDecoder;
import datalab.ingest.mqtt.wire.ReasonCode;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection on which nothing moves: where the client sends nothing for one and a half times its keep alive, where a
 * packet does not come to its end, and where it does not read what it is sent. Used on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is handled
final class KeepAliveTimer {
    /** How long a packet may take, and how long a client may read nothing of what is written to it. */
    private static final long STUCK_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final ConnectedClient client;
    private final PacketDecoder decoder;
    private final long silentNanosMax;
    private long unread;
    private long unreadSince;

    KeepAliveTimer(ConnectedClient client, PacketDecoder decoder) {
        this.client = client;
        this.decoder = decoder;
        this.silentNanosMax = client.keepAliveSeconds() == 0
                ? Long.MAX_VALUE
                : TimeUnit.MILLISECONDS.toNanos(client.keepAliveSeconds() * 1500L);
    }

    void begin() {
        long next = Math.min(LOOK_NANOS, Math.max(1, silentNanosMax - silentNanos()));
        client.socket().context().executor().schedule(this::look, next, TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (!client.socket().isOpen()) {
            return;
        }
        if (silentNanos() >= silentNanosMax) {
            client.socket().end(ReasonCode.KEEP_ALIVE_TIMEOUT, "");
        } else if (isPacketStuck()) {
            client.socket().end(ReasonCode.KEEP_ALIVE_TIMEOUT, "a packet took more than a minute");
        } else if (readsNothing()) {
            client.socket().context().close(); // what it would be sent is not read either
        } else {
            begin();
        }
    }

    /** While we do not read, the client's silence is ours. */
    private long silentNanos() {
        return client.socket().isPaused() ? 0 : client.socket().silentNanos();
    }

    private boolean isPacketStuck() {
        if (client.socket().isPaused()) {
            decoder.readsAgain();
        }
        long since = decoder.waitingSince();
        return since != 0 && System.nanoTime() - since > STUCK_NANOS_MAX;
    }

    private boolean readsNothing() {
        long now = client.socket().context().channel().bytesBeforeWritable();
        if (now == 0 || now != unread) {
            unread = now;
            unreadSince = System.nanoTime();
            return false;
        }
        return System.nanoTime() - unreadSince > STUCK_NANOS_MAX;
    }
}
