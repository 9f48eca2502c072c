package datalab.ingest.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Socket;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The sockets of the server's connections, which Helidon does not hand on, by their senders. Thread-safe. */
final class OpenSockets {
    private final Cache<SocketAddress, Socket> sockets =
            Caffeine.newBuilder().weakValues().build();

    void note(Socket socket) {
        sockets.put(socket.getRemoteSocketAddress(), socket);
    }

    @Nullable
    Socket of(SocketAddress sender) {
        return sockets.getIfPresent(sender);
    }
}
