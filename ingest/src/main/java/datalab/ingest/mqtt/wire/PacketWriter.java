package datalab.ingest.mqtt.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.ingest.mqtt.wire.Properties.UserProperty;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Writes packets for clients, in the version that one connection speaks. Immutable. */
public final class PacketWriter {
    private static final int VERSION_5 = 5;

    private final boolean version5;

    public PacketWriter(int version) {
        this.version5 = version == VERSION_5;
    }

    public boolean version5() {
        return version5;
    }

    /**
     * The answer to CONNECT.
     *
     * @param code of MQTT 5, or of 3.1.1 where the connection speaks that
     */
    public ByteBuf connAck(boolean sessionPresent, int code, Properties properties) {
        ByteBuf body = Unpooled.buffer();
        body.writeByte(sessionPresent ? 1 : 0).writeByte(code);
        return packet(PacketType.CONNACK, withProperties(body, properties));
    }

    public ByteBuf pubAck(int packetId, ReasonCode code, Properties properties) {
        return reply(PacketType.PUBACK, packetId, code, properties);
    }

    public ByteBuf pubRec(int packetId, ReasonCode code, Properties properties) {
        return reply(PacketType.PUBREC, packetId, code, properties);
    }

    public ByteBuf pubRel(int packetId, ReasonCode code) {
        return reply(PacketType.PUBREL, packetId, code, Properties.NONE);
    }

    public ByteBuf pubComp(int packetId, ReasonCode code) {
        return reply(PacketType.PUBCOMP, packetId, code, Properties.NONE);
    }

    /**
     * The answer to SUBSCRIBE.
     *
     * @param codes of MQTT 5, or of 3.1.1 where the connection speaks that
     */
    public ByteBuf subAck(int packetId, List<Integer> codes) {
        ByteBuf body = withProperties(Unpooled.buffer().writeShort(packetId), Properties.NONE);
        codes.forEach(body::writeByte);
        return packet(PacketType.SUBACK, body);
    }

    public ByteBuf unsubAck(int packetId, List<ReasonCode> codes) {
        ByteBuf body = withProperties(Unpooled.buffer().writeShort(packetId), Properties.NONE);
        if (version5) {
            codes.forEach(code -> body.writeByte(code.value()));
        }
        return packet(PacketType.UNSUBACK, body);
    }

    public ByteBuf pingResp() {
        return packet(PacketType.PINGRESP, Unpooled.EMPTY_BUFFER);
    }

    /** Of MQTT 5 only: earlier versions just close the connection. */
    public ByteBuf disconnect(ReasonCode code, Properties properties) {
        return packet(PacketType.DISCONNECT, withProperties(Unpooled.buffer().writeByte(code.value()), properties));
    }

    /**
     * A message.
     *
     * @param flags of the first byte
     * @param packetId 0 for quality 0
     * @param properties with their length in front
     */
    public ByteBuf publish(int flags, int packetId, byte[] topic, byte[] properties, byte[] payload) {
        int length = 2 + topic.length + (packetId == 0 ? 0 : 2) + (version5 ? properties.length : 0) + payload.length;
        ByteBuf packet = ByteBufAllocator.DEFAULT.buffer(5 + length);
        packet.writeByte(PacketType.PUBLISH.firstByte() | flags);
        writeVariable(packet, length);
        packet.writeShort(topic.length).writeBytes(topic);
        if (packetId != 0) {
            packet.writeShort(packetId);
        }
        if (version5) {
            packet.writeBytes(properties);
        }
        return packet.writeBytes(payload);
    }

    /** Properties with their length in front, as they stand in a packet. */
    public static byte[] bytes(Properties properties) {
        if (properties.isEmpty()) {
            return new byte[1];
        }
        ByteBuf all = Unpooled.buffer();
        write(all, properties);
        return ByteBufUtil.getBytes(all);
    }

    /** Properties from {@link #bytes}; none where these are not what that wrote. */
    public static Properties properties(byte[] bytes) {
        try {
            return new PacketReader(Unpooled.wrappedBuffer(bytes)).properties(PacketType.PUBLISH);
        } catch (MalformedPacket e) {
            return Properties.NONE;
        }
    }

    private ByteBuf reply(PacketType type, int packetId, ReasonCode code, Properties properties) {
        if (code == ReasonCode.SUCCESS && properties.isEmpty()) {
            return Unpooled.buffer(4, 4)
                    .writeByte(type.firstByte())
                    .writeByte(2)
                    .writeShort(packetId);
        }
        ByteBuf body = Unpooled.buffer(8).writeShort(packetId);
        if (version5) {
            body.writeByte(code.value());
            if (!properties.isEmpty()) {
                write(body, properties);
            }
        }
        return packet(type, body);
    }

    private ByteBuf withProperties(ByteBuf body, Properties properties) {
        if (version5) {
            write(body, properties);
        }
        return body;
    }

    private static ByteBuf packet(PacketType type, ByteBuf body) {
        ByteBuf packet = Unpooled.buffer(5 + body.readableBytes());
        packet.writeByte(type.firstByte());
        writeVariable(packet, body.readableBytes());
        return packet.writeBytes(body);
    }

    private static void write(ByteBuf out, Properties properties) {
        ByteBuf body = Unpooled.buffer();
        properties.values().forEach((property, value) -> write(body, property, value));
        for (UserProperty each : properties.user()) {
            body.writeByte(Property.USER_PROPERTY.id());
            writeText(body, each.name());
            writeText(body, each.value());
        }
        writeVariable(out, body.readableBytes());
        out.writeBytes(body);
    }

    private static void write(ByteBuf out, Property property, Object value) {
        out.writeByte(property.id());
        switch (property.kind()) {
            case FLAG -> out.writeByte((int) number(value));
            case TWO_BYTES, TWO_BYTES_NOT_ZERO -> out.writeShort((int) number(value));
            case FOUR_BYTES, FOUR_BYTES_NOT_ZERO -> out.writeInt((int) number(value));
            case VARIABLE_NOT_ZERO -> writeVariable(out, (int) number(value));
            case TEXT -> writeText(out, (String) value);
            case BYTES -> out.writeShort(((byte[]) value).length).writeBytes((byte[]) value);
            case PAIR -> throw new IllegalStateException("pairs are written by themselves");
        }
    }

    private static long number(Object value) {
        return (Long) value;
    }

    private static void writeText(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeShort(bytes.length).writeBytes(bytes);
    }

    private static void writeVariable(ByteBuf out, int number) {
        int rest = number;
        while (rest >= 0x80) {
            out.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }
}
