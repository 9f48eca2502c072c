package datalab.ingest.mqtt;

import datalab.ingest.mqtt.wire.Packet.Connect;
import datalab.ingest.mqtt.wire.PacketWriter;
import datalab.ingest.mqtt.wire.Properties;
import datalab.ingest.mqtt.wire.Property;
import datalab.ingest.mqtt.wire.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one client, with what the client said of itself when it connected. Used on its event loop, but for
 * {@link #execute}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is handled
final class ClientSocket {
    private static final int LINGER_MILLIS = 1_000;
    /** What may wait for a client to read it before nothing more is read of the client. */
    private static final long UNREAD_BYTES_MAX = 256 * 1024;

    private static final int REASON_CHARS_MAX = 200;

    private final ChannelHandlerContext context;
    private final PacketWriter writer;
    private final long packetBytesMax;
    private final boolean tellsReasons;
    private boolean logIsFull;
    private boolean clientReadsNothing;
    private boolean ended;
    private Runnable onEnd = () -> {};
    private long heardNanos = System.nanoTime();

    ClientSocket(ChannelHandlerContext context, Connect connect) {
        this.context = context;
        this.writer = new PacketWriter(connect.version());
        Properties properties = connect.properties();
        this.packetBytesMax = properties.number(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
        this.tellsReasons = properties.number(Property.REQUEST_PROBLEM_INFORMATION, 1) != 0;
    }

    boolean speaks5() {
        return writer.version5();
    }

    PacketWriter writer() {
        return writer;
    }

    ChannelHandlerContext context() {
        return context;
    }

    /** The client's address. */
    String address() {
        return context.channel().remoteAddress() instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress()
                : String.valueOf(context.channel().remoteAddress());
    }

    boolean isOpen() {
        return !ended && context.channel().isActive();
    }

    /** Whether the client has read enough of what it was sent. */
    boolean isWritable() {
        return isOpen() && context.channel().isWritable();
    }

    boolean isPaused() {
        return logIsFull || clientReadsNothing;
    }

    /** The listener that is called once, when the connection has ended. */
    void onEnd(Runnable listener) {
        onEnd = listener;
    }

    /** Notes that bytes came. */
    void heard() {
        heardNanos = System.nanoTime();
    }

    /** For how long nothing came, in nanoseconds. */
    long silentNanos() {
        return System.nanoTime() - heardNanos;
    }

    /** Reads no more, so that TCP holds the sender back. */
    void pause() {
        logIsFull = true;
        readOrNot();
    }

    void resume() {
        if (logIsFull) {
            logIsFull = false;
            readOrNot();
        }
    }

    /** Reads no more of a client that lets its answers pile up, until it has read them. */
    void readWhileRead() {
        boolean unread = context.channel().bytesBeforeWritable() > (clientReadsNothing ? 0 : UNREAD_BYTES_MAX);
        if (unread != clientReadsNothing) {
            clientReadsNothing = unread;
            readOrNot();
        }
    }

    void execute(Runnable task) {
        context.executor().execute(task);
    }

    /** Writes a packet that {@link #flush} will send; false where it is larger than the client takes. */
    boolean write(ByteBuf packet) {
        return write(packet, null);
    }

    /** As {@link #write(ByteBuf)}; the listener is called when the packet was sent, or has failed. */
    boolean write(ByteBuf packet, @Nullable Runnable written) {
        if (packet.readableBytes() > packetBytesMax || !isOpen()) {
            packet.release();
            return false;
        }
        if (written == null) {
            context.write(packet, context.voidPromise());
        } else {
            context.write(packet).addListener(ignored -> written.run());
        }
        return true;
    }

    void flush() {
        context.flush();
    }

    /** A reason string, if the client wants one. */
    Properties reason(String text) {
        if (!speaks5() || !tellsReasons || text.isEmpty()) {
            return Properties.NONE;
        }
        String bounded =
                text.length() <= REASON_CHARS_MAX ? text : text.substring(0, text.offsetByCodePoints(0, 150)) + "…";
        return Properties.NONE.with(Property.REASON_STRING, bounded);
    }

    /** Ends the connection, and tells a client of MQTT 5 why. */
    void end(ReasonCode code, String detail) {
        if (isOpen() && speaks5() && !write(writer.disconnect(code, reason(detail)))) {
            write(writer.disconnect(code, Properties.NONE));
        }
        close();
    }

    /** Sends what is written and closes the connection. Input is drained for a moment, so that what was written arrives. */
    void close() {
        if (!ended) {
            ended = true;
            LingeringClose.close(context, LINGER_MILLIS, TimeUnit.MILLISECONDS);
            onEnd.run();
        }
    }

    private void readOrNot() {
        heard();
        context.channel().config().setAutoRead(ended || !isPaused());
    }
}
