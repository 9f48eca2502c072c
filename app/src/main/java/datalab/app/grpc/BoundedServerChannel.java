package datalab.app.grpc;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server channel that limits the number of open connections and closes further ones. Before that it closes the oldest
 * connection that has not come to the end of its TLS handshake, or has sent nothing beyond the connection preface. Used on
 * its event loop.
 */
public final class BoundedServerChannel extends NioServerSocketChannel {
    private final int connectionsMax;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Channel> strangers = Collections.synchronizedSet(new LinkedHashSet<>());

    public BoundedServerChannel(int connectionsMax) {
        this.connectionsMax = connectionsMax;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the listener is told all there is
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int count = super.doReadMessages(accepted);
        if (count == 0) {
            return count;
        }
        Channel channel = (Channel) accepted.getLast();
        if (connections.get() >= connectionsMax && !closeOldestIdle()) {
            accepted.removeLast();
            channel.unsafe().closeForcibly();
            return 0;
        }
        connections.incrementAndGet();
        channel.pipeline().addLast(new Stranger(strangers));
        channel.closeFuture().addListener(closed -> {
            strangers.remove(channel);
            connections.decrementAndGet();
        });
        return count;
    }

    /** Immediately: a graceful HTTP/2 close would wait for the client. */
    private boolean closeOldestIdle() {
        synchronized (strangers) {
            Iterator<Channel> oldest = strangers.iterator();
            if (!oldest.hasNext()) {
                return false;
            }
            Channel channel = oldest.next();
            oldest.remove();
            channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
            return true;
        }
    }

    /** Who is one until it has said more than what every connection begins with. */
    private static final class Stranger extends ChannelInboundHandlerAdapter {
        private static final int GREETING_BYTES_MAX = 128;

        /** The same in records of TLS, each with its header, its nonce and its tag. */
        private static final int ENCRYPTED_GREETING_BYTES_MAX = 384;

        private final Set<Channel> strangers;
        private int bytes;

        Stranger(Set<Channel> strangers) {
            this.strangers = strangers;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            strangers.add(context.channel());
            context.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            SslHandler tls = context.pipeline().get(SslHandler.class);
            if (tls == null || tls.handshakeFuture().isSuccess()) {
                bytes += message instanceof ByteBuf some ? some.readableBytes() : 0;
            }
            if (bytes > (tls == null ? GREETING_BYTES_MAX : ENCRYPTED_GREETING_BYTES_MAX)) {
                strangers.remove(context.channel());
                context.pipeline().remove(this);
            }
            context.fireChannelRead(message);
        }
    }
}
