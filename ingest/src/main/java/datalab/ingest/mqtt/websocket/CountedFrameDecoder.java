package datalab.ingest.mqtt.websocket;

import datalab.ingest.mqtt.wire.PartialPacketBudget;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/** Finds frames, and ends the connection where all connections together hold too much of frames that have not come whole. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is handled
final class CountedFrameDecoder extends WebSocket13FrameDecoder {
    private final PartialPacketBudget heldByAll;
    private int held;

    CountedFrameDecoder(WebSocketDecoderConfig config, PartialPacketBudget heldByAll) {
        super(config);
        this.heldByAll = heldByAll;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        super.channelRead(context, message);
        if (!hold(actualReadableBytes())) {
            context.close();
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        hold(0);
        super.handlerRemoved0(context);
    }

    private boolean hold(int bytes) {
        boolean fits = heldByAll.change(held, bytes);
        held = bytes;
        return fits;
    }
}
