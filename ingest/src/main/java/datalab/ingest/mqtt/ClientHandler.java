package datalab.ingest.mqtt;

import datalab.ingest.mqtt.ClientAdmission.Identified;
import datalab.ingest.mqtt.wire.MalformedPacket;
import datalab.ingest.mqtt.wire.Packet;
import datalab.ingest.mqtt.wire.Packet.Broken;
import datalab.ingest.mqtt.wire.Packet.Connect;
import datalab.ingest.mqtt.wire.Packet.Disconnect;
import datalab.ingest.mqtt.wire.Packet.PingReq;
import datalab.ingest.mqtt.wire.Packet.PubAck;
import datalab.ingest.mqtt.wire.Packet.PubComp;
import datalab.ingest.mqtt.wire.Packet.PubRec;
import datalab.ingest.mqtt.wire.Packet.PubRel;
import datalab.ingest.mqtt.wire.Packet.Publish;
import datalab.ingest.mqtt.wire.Packet.Subscribe;
import datalab.ingest.mqtt.wire.Packet.Unsubscribe;
import datalab.ingest.mqtt.wire.PacketDecoder;
import datalab.ingest.mqtt.wire.PacketWriter;
import datalab.ingest.mqtt.wire.Properties;
import datalab.ingest.mqtt.wire.Property;
import datalab.ingest.mqtt.wire.ReasonCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens on one connection, packet by packet. Used on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is handled
final class ClientHandler extends SimpleChannelInboundHandler<Packet> {
    private static final Logger LOG = LoggerFactory.getLogger(ClientHandler.class);
    private static final int CONNECT_SECONDS_MAX = 10;
    private static final int LINGER_SECONDS = 1;

    private final ClientAdmission clients;
    private final PacketDecoder decoder;
    private @Nullable ConnectedClient client;
    /** What came behind CONNECT until it was known who connects; null elsewhere. Nothing more is read meanwhile. */
    private @Nullable Deque<Packet> early;

    private boolean refused;
    private boolean left;
    private boolean isNormalDisconnect;

    ClientHandler(ClientAdmission clients, PacketDecoder decoder) {
        this.clients = clients;
        this.decoder = decoder;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.executor()
                .schedule(() -> client == null ? context.close() : null, CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Packet packet) {
        ConnectedClient known = client;
        if (early != null) {
            early.add(packet);
        } else if (known == null && !refused) {
            greet(context, packet);
        } else if (known != null && known.socket().isOpen()) {
            take(known, packet);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (client != null) {
            client.socket().heard();
            client.socket().readWhileRead();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (client != null && context.channel().isWritable()) {
            client.socket().readWhileRead();
            client.subscriber().goOn();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        leave();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // Invalid input from a client ends its own connection and nothing else.
        LOG.atDebug().setCause(cause).log("mqtt connection failed");
        context.close();
    }

    private void greet(ChannelHandlerContext context, Packet packet) {
        if (packet instanceof Connect connect) {
            greet(context, connect);
        } else if (packet instanceof Broken(MalformedPacket why, int version)) {
            refused = true;
            Integer code = version == 0 ? null : ConnackReply.code(why.code(), version);
            if (code != null) {
                context.write(new PacketWriter(version).connAck(false, code, Properties.NONE));
            }
            LingeringClose.close(context, LINGER_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void greet(ChannelHandlerContext context, Connect connect) {
        if (!clients.asksWho()) {
            greet(context, connect, Identified.ANYBODY);
            return;
        }
        early = new ArrayDeque<>();
        context.channel().config().setAutoRead(false);
        clients.identify(
                connect,
                who -> context.executor().execute(() -> {
                    Deque<Packet> waiting = early;
                    early = null;
                    if (waiting != null && context.channel().isActive()) {
                        context.channel().config().setAutoRead(true);
                        greet(context, connect, who);
                        waiting.forEach(packet -> channelRead0(context, packet));
                    }
                }));
    }

    private void greet(ChannelHandlerContext context, Connect connect, Identified who) {
        ConnectedClient known = clients.connect(context, connect, who);
        refused = known == null;
        if (known == null) {
            return;
        }
        client = known;
        known.socket().onEnd(this::leave);
        if (known.socket().isOpen()) {
            new KeepAliveTimer(known, decoder).begin();
        } else {
            leave();
        }
    }

    private void take(ConnectedClient known, Packet packet) {
        if (!known.caller().isCurrent()) {
            known.connection().endAccess();
            return;
        }
        switch (packet) {
            case Publish message -> known.connection().publish(message);
            case PubAck(int packetId) -> known.subscriber().acknowledged(packetId);
            case PubRec(int packetId, boolean failed) -> refuseToRelease(known.socket(), packetId, failed);
            case PubRel(int packetId) -> known.connection().release(packetId);
            case PubComp ignored -> {}
            case Subscribe message -> known.subscriber().subscribe(message);
            case Unsubscribe message -> known.subscriber().unsubscribe(message);
            case PingReq ignored -> answerPing(known.socket());
            case Disconnect(int code, Properties properties) -> disconnect(known, code, properties);
            case Connect ignored -> known.socket().end(ReasonCode.PROTOCOL_ERROR, "a second CONNECT");
            case Broken(MalformedPacket why, int version) ->
                known.socket().end(why.code(), String.valueOf(why.getMessage()));
        }
    }

    private static void answerPing(ClientSocket socket) {
        socket.write(socket.writer().pingResp());
        socket.flush();
    }

    /** Nothing is delivered with quality 2, so there is nothing that a client could have received so. */
    private static void refuseToRelease(ClientSocket socket, int packetId, boolean failed) {
        if (!failed) {
            socket.write(socket.writer().pubRel(packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
            socket.flush();
        }
    }

    private void disconnect(ConnectedClient known, int code, Properties properties) {
        long before = known.session().expirySeconds();
        long expirySeconds = properties.number(Property.SESSION_EXPIRY_INTERVAL, before);
        if (before == 0 && expirySeconds > 0) {
            known.socket().end(ReasonCode.PROTOCOL_ERROR, "a session expiry where CONNECT had none");
            return;
        }
        known.session().expireAfter(Math.min(expirySeconds, clients.sessionSecondsMax()));
        isNormalDisconnect = code != ReasonCode.DISCONNECT_WITH_WILL.value();
        known.socket().close();
    }

    private void leave() {
        if (client != null && !left) {
            left = true;
            clients.leave(client, isNormalDisconnect);
        }
    }
}
