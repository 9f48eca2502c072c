package datalab.ingest.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds how long a sender may be silent in the middle of a body. Helidon has a setting for this and does not apply it; on
 * the whole connection it would also end those that wait between requests, so it is set while a body is read only.
 * Thread-safe.
 */
final class SenderTimeouts {
    private static final Logger LOG = LoggerFactory.getLogger(SenderTimeouts.class);

    private final Duration silenceMax;
    private final Cache<SocketAddress, Socket> sockets =
            Caffeine.newBuilder().weakValues().build();

    SenderTimeouts(Duration silenceMax) {
        this.silenceMax = silenceMax;
    }

    void note(Socket socket) {
        sockets.put(socket.getRemoteSocketAddress(), socket);
    }

    void begin(SocketAddress sender) {
        set(sender, silenceMax);
    }

    void end(SocketAddress sender) {
        set(sender, Duration.ZERO);
    }

    private void set(SocketAddress sender, Duration timeout) {
        Socket socket = sockets.getIfPresent(sender);
        if (socket == null || socket.isClosed()) {
            return;
        }
        try {
            socket.setSoTimeout((int) timeout.toMillis());
        } catch (SocketException e) {
            // It was closed meanwhile; whoever reads it will notice.
            LOG.atDebug().setCause(e).log("connection closed while its timeout was set");
        }
    }
}
