package datalab.http;

import datalab.http.HttpSettings.Patience;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Takes connections, each with a {@link ClientConnection} that it looks at every now and then. Thread-safe. */
final class Listener extends ServerConnector {
    private static final int ACCEPTORS = 1;
    private static final int LOOKS = 4;
    /** When many connections are open, the idle timeout is this fraction of the time for a request head: 5 s. */
    private static final int CROWDED_PART = 6;

    private final Duration headMax;
    private final Duration unreadMax;
    private final boolean isEncrypted;

    /** @param factories of what is spoken, the outermost first */
    Listener(Server server, Patience timeouts, ConnectionFactory... factories) {
        super(server, ACCEPTORS, -1, factories);
        this.isEncrypted = factories[0] instanceof TlsConnections;
        this.headMax = timeouts.head();
        this.unreadMax = timeouts.unread();
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        ClientConnection endPoint = new ClientConnection(channel, selector, key, getScheduler(), isEncrypted);
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        lookLater();
    }

    private void lookLater() {
        getScheduler().schedule(this::look, Math.max(1, headMax.toMillis() / LOOKS), TimeUnit.MILLISECONDS);
    }

    private void look() {
        for (EndPoint endPoint : getConnectedEndPoints()) {
            if (endPoint instanceof ClientConnection connection) {
                connection.endWhereLate(headMax);
                connection.endWhereUnread(unreadMax);
                if (!isAccepting()) { // there are as many as may be
                    connection.endWhereIdle(headMax.dividedBy(CROWDED_PART));
                }
            }
        }
        if (isRunning()) {
            lookLater();
        }
    }
}
