package datalab.ingest.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 as Helidon speaks it, but with a bound on the chunks of a chunked body: Helidon reads each as a whole into memory,
 * and a chunk may have two gigabytes. Thread-safe.
 */
final class BoundedChunks implements ServerConnectionSelector {
    /** Some clients send all of a body that they hold in memory as one chunk. */
    static final int CHUNK_BYTES_MAX = 16 * 1024 * 1024;

    private final ServerConnectionSelector http1 =
            Http1ConnectionSelector.builder().config(Http1Config.create()).build();

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return http1.connection(new Bounded(context, new BoundedReader(context.dataReader())));
    }

    /** Takes what another reader has, and no more than so much at once. One thread uses it. */
    private static final class BoundedReader extends DataReader {

        @SuppressWarnings("removal") // there is no other way yet to change how a reader reads
        BoundedReader(DataReader from) {
            super(() -> next(from));
        }

        @Override
        public BufferData readBuffer(int length) {
            if (length > CHUNK_BYTES_MAX) {
                throw RequestException.builder()
                        .type(DirectHandler.EventType.BAD_REQUEST)
                        .status(Status.REQUEST_ENTITY_TOO_LARGE_413)
                        .message("a chunk of the body has " + length + " bytes, the limit is " + CHUNK_BYTES_MAX)
                        .safeMessage(true)
                        .setKeepAlive(false)
                        .build();
            }
            return super.readBuffer(length);
        }

        private static byte @Nullable [] next(DataReader from) {
            try {
                return from.readBuffer().readBytes();
            } catch (InsufficientDataAvailableException e) {
                return null; // the end
            }
        }
    }

    /** A connection's surroundings, with another reader. */
    private record Bounded(ConnectionContext context, DataReader dataReader) implements ConnectionContext {

        @Override
        public ListenerContext listenerContext() {
            return context.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return context.executor();
        }

        @Override
        public DataWriter dataWriter() {
            return context.dataWriter();
        }

        @Override
        public Router router() {
            return context.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return context.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return context.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return context.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return context.localPeer();
        }

        @Override
        public boolean isSecure() {
            return context.isSecure();
        }

        @Override
        public String socketId() {
            return context.socketId();
        }

        @Override
        public String childSocketId() {
            return context.childSocketId();
        }
    }
}
