package datalab.ingest.mqtt.wire;

import datalab.ingest.mqtt.wire.Packet.Broken;
import datalab.ingest.mqtt.wire.Packet.Connect;
import datalab.ingest.mqtt.wire.Packet.Publish;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one connection into packets. What is no packet becomes a {@link Broken}, and nothing behind it is read.
 * Of a PUBLISH that is too large for an event only the beginning is held, so a connection holds no more than an event.
 */
public final class PacketDecoder extends ByteToMessageDecoder {
    private static final int LENGTH_BYTES_MAX = 4;

    private final PacketLimits limits;
    private final PartialPacketBudget heldByAll;
    private @Nullable PacketBodies bodies; // null before CONNECT
    private int version;
    private int held;
    private long waitingSince; // of a packet's first byte; 0 if none has started
    private int skipping;
    private @Nullable Publish cut; // given on when its end has been skipped
    private boolean broken;

    public PacketDecoder(PacketLimits limits, PartialPacketBudget heldByAll) {
        this.limits = limits;
        this.heldByAll = heldByAll;
    }

    /** When the packet began that has not come to its end, in nanoseconds of this machine; 0 where none has. */
    public long waitingSince() {
        return waitingSince;
    }

    /** Restarts the timeout of a partial packet, because reading was paused meanwhile. */
    public void readsAgain() {
        waitingSince = waitingSince == 0 ? 0 : System.nanoTime();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        super.channelRead(context, message);
        if (!hold(broken ? 0 : actualReadableBytes())) {
            broken = true;
            context.fireChannelRead(new Broken(
                    new MalformedPacket(
                            ReasonCode.SERVER_BUSY, "too much is held for packets that have not come to their end"),
                    version));
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
        } else if (skipping > 0) {
            skip(in, out);
        } else {
            try {
                read(in, out);
            } catch (MalformedPacket e) {
                broken = true;
                out.add(new Broken(e, version));
            }
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        hold(0);
    }

    private void read(ByteBuf in, List<Object> out) {
        int firstByte = in.getUnsignedByte(in.readerIndex());
        PacketType type = PacketType.of(firstByte);
        checkExpected(type);
        int lengthBytes = lengthBytes(in);
        if (lengthBytes == 0) {
            return;
        }
        int length = length(in, lengthBytes);
        checkLength(type, length);
        int available = in.readableBytes() - 1 - lengthBytes;
        if (available >= length) {
            in.skipBytes(1 + lengthBytes);
            out.add(packet(type, firstByte, in.readSlice(length)));
        } else if (length > limits.heldBytesMax() && available >= PacketLimits.CUT_PACKET_BYTES) {
            in.skipBytes(1 + lengthBytes);
            cut(firstByte, length, in.readSlice(PacketLimits.CUT_PACKET_BYTES));
        }
    }

    private void cut(int firstByte, int length, ByteBuf beginning) {
        if (bodies == null) {
            throw new IllegalStateException("only a PUBLISH behind a CONNECT is as long");
        }
        cut = bodies.publish(firstByte, new PacketReader(beginning), length);
        skipping = length - PacketLimits.CUT_PACKET_BYTES;
    }

    private void skip(ByteBuf in, List<Object> out) {
        int now = Math.min(skipping, in.readableBytes());
        in.skipBytes(now);
        skipping -= now;
        if (skipping == 0 && cut != null) {
            out.add(cut);
            cut = null;
        }
    }

    private void checkExpected(PacketType type) {
        if (bodies == null && type != PacketType.CONNECT) {
            throw MalformedPacket.protocolError(type + " before CONNECT");
        }
    }

    private void checkLength(PacketType type, int length) {
        int most = bodies == null
                ? PacketLimits.CONNECT_BYTES_MAX
                : type == PacketType.PUBLISH ? limits.packetBytesMax() - 1 - LENGTH_BYTES_MAX : limits.heldBytesMax();
        if (length > most) {
            throw new MalformedPacket(
                    ReasonCode.PACKET_TOO_LARGE, type + " of " + length + " bytes, the limit is " + most);
        }
    }

    private Packet packet(PacketType type, int firstByte, ByteBuf body) {
        PacketReader in = new PacketReader(body);
        if (bodies != null) {
            return bodies.read(type, firstByte, in);
        }
        ConnectReader reader = new ConnectReader(in);
        try {
            Connect connect = reader.read();
            bodies = new PacketBodies(connect.version() == ConnectReader.VERSION_5, limits.payloadBytesMax());
            return connect;
        } finally {
            version = reader.version();
        }
    }

    /** How many bytes the length takes; 0 where they are not all there. */
    private static int lengthBytes(ByteBuf in) {
        for (int i = 1; i < in.readableBytes(); i++) {
            if (in.getByte(in.readerIndex() + i) >= 0) {
                PacketReader.checkShortest(in.getByte(in.readerIndex() + i), i - 1);
                return i;
            }
            if (i == LENGTH_BYTES_MAX) {
                throw MalformedPacket.malformed("a length of more than " + LENGTH_BYTES_MAX + " bytes");
            }
        }
        return 0;
    }

    private static int length(ByteBuf in, int lengthBytes) {
        int length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length |= (in.getByte(in.readerIndex() + 1 + i) & 0x7f) << (7 * i);
        }
        return length;
    }

    private boolean hold(int now) {
        boolean begun = now > 0 || skipping > 0;
        waitingSince = !begun ? 0 : waitingSince == 0 || now < held ? System.nanoTime() : waitingSince;
        boolean fits = heldByAll.change(held, now);
        held = now;
        return fits;
    }
}
