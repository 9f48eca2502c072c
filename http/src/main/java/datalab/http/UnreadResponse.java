package datalab.http;

import org.eclipse.jetty.util.NanoTime;

/** A large answer that its client takes at its own pace. Immutable. */
final class UnreadResponse {
    private final ClientConnection connection;
    private final int bytes;
    private final long sinceNanos = NanoTime.now();

    UnreadResponse(ClientConnection connection, int bytes) {
        this.connection = connection;
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    long ageNanos() {
        return NanoTime.since(sinceNanos);
    }

    /** How fast the client has taken it so far. */
    double bytesPerSecond() {
        return connection.taken() * 1e9 / Math.max(1, ageNanos());
    }

    void cutOff() {
        connection.cutOff();
    }
}
