package datalab.ingest.mqtt.websocket;

import datalab.http.HostNames;
import datalab.ingest.mqtt.wire.PartialPacketBudget;
import datalab.tls.ServerTls;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.Optional;

/**
 * Where MQTT is spoken over WebSocket, and who may.
 *
 * @param port to listen on, 0 for any free one
 * @param names under which DataLab is known, and the origins whose pages may connect
 * @param tls empty for connections that are not encrypted
 */
public record WebSockets(int port, HostNames names, Optional<ServerTls> tls) {
    public static final String PATH = "/mqtt";
    static final String SUBPROTOCOL = "mqtt";

    private static final int LINE_BYTES_MAX = 4096;
    private static final int HEADER_BYTES_MAX = 8192;
    private static final int BODY_BYTES_MAX = 1024;
    private static final long HANDSHAKE_MILLIS_MAX = 10_000;
    /** What a frame has beside the payload of the largest event: the packet's topic and properties. */
    private static final int FRAME_BYTES_MORE = 128 * 1024;

    /**
     * Adds the handlers that come before those of MQTT.
     *
     * @param held counts the bytes of frames that have not come whole
     */
    public void addTo(ChannelPipeline pipeline, int eventBytesMax, PartialPacketBudget held) {
        WebSocketDecoderConfig frames = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(eventBytesMax + FRAME_BYTES_MORE)
                .allowExtensions(false)
                .withUTF8Validator(false)
                .build();
        WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath(PATH)
                .subprotocols(SUBPROTOCOL)
                .handshakeTimeoutMillis(HANDSHAKE_MILLIS_MAX)
                .forceCloseTimeoutMillis(HANDSHAKE_MILLIS_MAX)
                .decoderConfig(frames)
                .build();
        pipeline.addLast(
                new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LINE_BYTES_MAX)
                        .setMaxHeaderSize(HEADER_BYTES_MAX)),
                new HttpObjectAggregator(BODY_BYTES_MAX),
                new WebSocketGuard(this),
                new WebSocketServerProtocolHandler(config),
                new FrameBytes(frames, held));
    }

    /** Whether a page of this origin may connect, by a request to this host and port. */
    boolean isAllowed(String origin, String authority) {
        return names.isOwn(origin, authority) || names.isAllowedOrigin(origin);
    }
}
