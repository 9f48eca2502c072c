package datalab.ingest.mqtt;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections so that what was written last arrives: the end is sent behind it, and what the other side still sends is
 * read and thrown away for a moment. A socket that is closed with unread bytes would tear down what it had sent, too.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is handled
final class LingeringClose {
    private LingeringClose() {}

    static void close(ChannelHandlerContext context, long atMost, TimeUnit unit) {
        context.channel().config().setAutoRead(true);
        ChannelFuture last = context.writeAndFlush(Unpooled.EMPTY_BUFFER);
        SslHandler tls = context.pipeline().get(SslHandler.class);
        (tls == null ? last : tls.closeOutbound()).addListener(written -> {
            if (written.isSuccess() && context.channel() instanceof DuplexChannel channel) {
                channel.shutdownOutput();
            } else {
                context.close();
            }
        });
        context.executor().schedule(() -> context.close(), atMost, unit);
    }
}
