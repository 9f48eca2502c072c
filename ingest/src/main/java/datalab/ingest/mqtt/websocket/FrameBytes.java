package datalab.ingest.mqtt.websocket;

import datalab.ingest.mqtt.wire.PartialPacketBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.List;

/**
 * Between frames and bytes: where a packet begins and ends has nothing to do with frames. An empty buffer, which is only ever
 * written at the end, becomes the frame that closes. Used on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is handled
final class FrameBytes extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
    private final WebSocketDecoderConfig frames;
    private final PartialPacketBudget held;

    FrameBytes(WebSocketDecoderConfig frames, PartialPacketBudget held) {
        super(WebSocketFrame.class, ByteBuf.class);
        this.frames = frames;
        this.held = held;
    }

    /** Frames that have not come whole count from now on. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            ChannelHandler usual = context.pipeline().get(WebSocketFrameDecoder.class.asSubclass(ChannelHandler.class));
            context.pipeline().replace(usual, "frames", new CountedFrameDecoder(frames, held));
        }
        super.userEventTriggered(context, event);
    }

    @Override
    protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out) {
        if (frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            out.add(frame.content().retain());
        } else {
            context.channel().writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE));
            context.close();
        }
    }

    @Override
    protected void encode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
        out.add(
                bytes.isReadable()
                        ? new BinaryWebSocketFrame(bytes.retain())
                        : new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
    }
}
