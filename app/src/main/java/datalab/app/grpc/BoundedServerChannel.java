package datalab.app.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens, and closes what connects while there are as many connections as may be. Used on its event loop. */
final class BoundedServerChannel extends NioServerSocketChannel {
    private final int connectionsMax;
    private final AtomicInteger connections = new AtomicInteger();

    BoundedServerChannel(int connectionsMax) {
        this.connectionsMax = connectionsMax;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the listener is told all there is
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int count = super.doReadMessages(accepted);
        if (count == 0) {
            return count;
        }
        if (connections.get() >= connectionsMax) {
            ((Channel) accepted.removeLast()).unsafe().closeForcibly();
            return 0;
        }
        connections.incrementAndGet();
        ((Channel) accepted.getLast()).closeFuture().addListener(closed -> connections.decrementAndGet());
        return count;
    }
}
