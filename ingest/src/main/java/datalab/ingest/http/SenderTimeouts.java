package datalab.ingest.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.helidon.common.socket.SocketOptions;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds how long a sender may be silent in the middle of a body. Helidon has a setting for this and does not apply it; on
 * the whole connection it would also end those that wait between requests, so it is set while a body is read only.
 * Thread-safe.
 */
final class SenderTimeouts implements SocketOptions {
    private static final Logger LOG = LoggerFactory.getLogger(SenderTimeouts.class);

    private final SocketOptions rest =
            SocketOptions.builder().tcpNoDelay(true).build(); // answers are small and waited for
    private final Duration silenceMax;
    private final Cache<SocketAddress, Socket> sockets =
            Caffeine.newBuilder().weakValues().build();

    SenderTimeouts(Duration silenceMax) {
        this.silenceMax = silenceMax;
    }

    /** Called by the server for each new connection. */
    @Override
    public void configureSocket(SocketChannel channel) {
        SocketOptions.super.configureSocket(channel);
        Socket socket = channel.socket();
        sockets.put(socket.getRemoteSocketAddress(), socket);
    }

    void begin(SocketAddress sender) {
        set(sender, silenceMax);
    }

    void end(SocketAddress sender) {
        set(sender, Duration.ZERO);
    }

    private void set(SocketAddress sender, Duration timeout) {
        @Nullable Socket socket = sockets.getIfPresent(sender);
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

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return rest.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return rest.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return silenceMax;
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return rest.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return rest.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return rest.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return rest.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return rest.tcpNoDelay();
    }
}
