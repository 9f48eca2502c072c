package datalab.ingest.mqtt;

import datalab.ingest.mqtt.wire.PartialPacketBudget;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLEngine;

/** TLS that ends the connection where all connections together hold too much of records that have not come whole. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is handled
final class CountedTlsHandler extends SslHandler {
    private final PartialPacketBudget heldByAll;
    private int held;

    CountedTlsHandler(SSLEngine engine, PartialPacketBudget heldByAll) {
        super(engine);
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
    public void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        hold(0);
        super.handlerRemoved0(context);
    }

    private boolean hold(int bytes) {
        boolean fits = heldByAll.change(held, bytes);
        held = bytes;
        return fits;
    }
}
