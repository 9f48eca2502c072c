package datalab.ingest.mqtt;

import datalab.ingest.mqtt.websocket.WebSockets;
import datalab.ingest.mqtt.wire.PacketDecoder;
import datalab.ingest.mqtt.wire.PacketLimits;
import datalab.ingest.mqtt.wire.PartialPacketBudget;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for MQTT and gives each connection its handlers, spread over a few event loops; who comes is let in by a loop of its
 * own. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is handled
final class MqttServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttServer.class);
    private static final int EVENT_LOOPS_MIN = 2;
    private static final int EVENT_LOOPS_MAX = 4;
    private static final int BACKLOG = 1024;
    /** What one turn reads of a connection at most, so that others have theirs. */
    private static final int READS_A_TURN = 2;

    private static final int READ_BYTES_MAX = 64 * 1024;
    /** What may be written to a client ahead of its reading. */
    private static final WriteBufferWaterMark UNREAD_BYTES = new WriteBufferWaterMark(4 * 1024, 8 * 1024);
    /** Connections beside those of accepted clients: connecting, refused, or closing ones. */
    private static final int STRANGERS_MAX = 1000;

    private static final long HELD_BYTES_MAX = 64L * 1024 * 1024;
    private static final long STOP_MILLIS_MAX = 5000;

    private final MqttListeners listeners;
    private final MqttSettings settings;
    private final ClientAdmission clients;
    private final int eventBytesMax;
    private final PacketLimits packets;
    private final PartialPacketBudget held = new PartialPacketBudget(HELD_BYTES_MAX);
    private final AtomicInteger open = new AtomicInteger();
    private @Nullable EventLoopGroup acceptor;
    private @Nullable EventLoopGroup loops;
    private @Nullable Channel channel;
    private @Nullable Channel webSocketChannel;

    MqttServer(MqttListeners listeners, ClientAdmission clients, int eventBytesMax) {
        this.listeners = listeners;
        this.settings = listeners.settings();
        this.clients = clients;
        this.eventBytesMax = eventBytesMax;
        this.packets = new PacketLimits(MqttSource.PACKET_BYTES_MAX, eventBytesMax);
    }

    /** @throws MqttPortTaken where it cannot listen */
    synchronized void start() {
        EventLoopGroup newAcceptor = group("datalab-mqtt-accept", 1);
        EventLoopGroup newLoops = group("datalab-mqtt", loopCount());
        acceptor = newAcceptor;
        loops = newLoops;
        clients.start(newLoops);
        WebSockets webSockets = listeners.webSockets();
        channel = bound(bootstrap(newAcceptor, newLoops, null), settings.port());
        if (webSockets != null) {
            webSocketChannel = bound(bootstrap(newAcceptor, newLoops, webSockets), webSockets.port());
        }
        LOG.atInfo().addKeyValue("port", address().getPort()).log("mqtt listening");
    }

    private Channel bound(ServerBootstrap bootstrap, int port) {
        ChannelFuture bound = bootstrap.bind(settings.host(), port).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new MqttPortTaken(settings.host(), port, bound.cause());
        }
        return bound.channel();
    }

    /** Empty where WebSockets are not listened for. */
    synchronized OptionalInt webSocketPort() {
        return webSocketChannel == null
                ? OptionalInt.empty()
                : OptionalInt.of(((InetSocketAddress) webSocketChannel.localAddress()).getPort());
    }

    synchronized InetSocketAddress address() {
        if (channel == null) {
            throw new IllegalStateException("the MQTT endpoint has not been started");
        }
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public synchronized void close() {
        for (Channel listening : new @Nullable Channel[] {channel, webSocketChannel}) {
            if (listening != null) {
                listening.close().awaitUninterruptibly(STOP_MILLIS_MAX);
            }
        }
        for (EventLoopGroup group : new @Nullable EventLoopGroup[] {acceptor, loops}) {
            if (group != null) {
                group.shutdownGracefully(0, STOP_MILLIS_MAX, TimeUnit.MILLISECONDS)
                        .awaitUninterruptibly(STOP_MILLIS_MAX);
            }
        }
        acceptor = null;
        loops = null;
    }

    private ServerBootstrap bootstrap(
            EventLoopGroup newAcceptor, EventLoopGroup newLoops, @Nullable WebSockets spoken) {
        return new ServerBootstrap()
                .group(newAcceptor, newLoops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD_BYTES)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(64, 2048, READ_BYTES_MAX).maxMessagesPerRead(READS_A_TURN))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel socket) {
                        addHandlers(socket, spoken);
                    }
                });
    }

    private void addHandlers(SocketChannel socket, @Nullable WebSockets spoken) {
        if (open.incrementAndGet() > settings.limits().connectionsMax() + STRANGERS_MAX) {
            open.decrementAndGet();
            socket.close();
            return;
        }
        socket.closeFuture().addListener(closed -> open.decrementAndGet());
        (spoken == null ? listeners.tls() : spoken.tls())
                .ifPresent(tls -> socket.pipeline().addLast(new CountedTlsHandler(tls.engine(), held)));
        if (spoken != null) {
            spoken.addTo(socket.pipeline(), eventBytesMax, held);
        }
        PacketDecoder decoder = new PacketDecoder(packets, held);
        socket.pipeline().addLast(decoder, new ClientHandler(clients, decoder));
    }

    private static EventLoopGroup group(String name, int count) {
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    private static int loopCount() {
        int processors = Runtime.getRuntime().availableProcessors();
        return Math.max(EVENT_LOOPS_MIN, Math.min(EVENT_LOOPS_MAX, processors));
    }
}
