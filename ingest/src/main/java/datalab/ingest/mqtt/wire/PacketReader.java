package datalab.ingest.mqtt.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.ingest.mqtt.wire.Properties.UserProperty;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads the data types of MQTT (section 1.5) from the body of one packet, and throws {@link MalformedPacket} where the bytes are
 * none, or end too early.
 */
final class PacketReader {
    static final int PROPERTY_BYTES_MAX = 64 * 1024;
    private static final int VARIABLE_BYTES_MAX = 4;

    private final ByteBuf body;
    private int propertyBytes;

    PacketReader(ByteBuf body) {
        this.body = body;
    }

    boolean hasMore() {
        return body.isReadable();
    }

    /** How many bytes the properties that were read last took. */
    int propertyBytes() {
        return propertyBytes;
    }

    int oneByte() {
        need(1);
        return body.readUnsignedByte();
    }

    int twoBytes() {
        need(2);
        return body.readUnsignedShort();
    }

    long fourBytes() {
        need(4);
        return body.readUnsignedInt();
    }

    int packetId() {
        int id = twoBytes();
        if (id == 0) {
            throw MalformedPacket.protocolError("packet identifier 0");
        }
        return id;
    }

    /** A variable byte integer (section 1.5.5). */
    int variable() {
        int value = 0;
        for (int i = 0; i < VARIABLE_BYTES_MAX; i++) {
            int next = oneByte();
            value |= (next & 0x7f) << (7 * i);
            if (next < 0x80) {
                checkShortest(next, i);
                return value;
            }
        }
        throw MalformedPacket.malformed("a variable byte integer of more than " + VARIABLE_BYTES_MAX + " bytes");
    }

    /** A number takes no more bytes than it needs (MQTT-1.5.5-1). */
    static void checkShortest(int lastByte, int index) {
        if (lastByte == 0 && index > 0) {
            throw MalformedPacket.malformed("a variable byte integer with more bytes than it needs");
        }
    }

    byte[] bytes() {
        int length = twoBytes();
        need(length);
        byte[] bytes = new byte[length];
        body.readBytes(bytes);
        return bytes;
    }

    byte[] rest(int bytesMax) {
        byte[] bytes = new byte[Math.min(body.readableBytes(), bytesMax)];
        body.readBytes(bytes);
        return bytes;
    }

    int restBytes() {
        return body.readableBytes();
    }

    /** Text that is UTF-8 and has no U+0000 (MQTT-1.5.4-1, MQTT-1.5.4-2). */
    String text() {
        byte[] bytes = bytes();
        boolean ascii = true;
        for (byte each : bytes) {
            if (each == 0) {
                throw MalformedPacket.malformed("text with U+0000");
            }
            ascii &= each > 0;
        }
        return ascii ? new String(bytes, ISO_8859_1) : strictly(bytes);
    }

    /** The name of a topic: not empty, no wildcards (MQTT-3.3.2-2, MQTT-4.7.3-1). */
    static void checkTopic(String topic) {
        if (topic.isEmpty()) {
            throw MalformedPacket.protocolError("an empty topic name");
        }
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            throw new MalformedPacket(ReasonCode.TOPIC_NAME_INVALID, "a topic name with wildcards");
        }
    }

    Properties properties(PacketType packet) {
        return properties(packet.toString(), property -> property.mayStandIn(packet));
    }

    Properties willProperties() {
        return properties("a will", Property::mayStandInWill);
    }

    private Properties properties(String place, Predicate<Property> allowed) {
        int length = variable();
        propertyBytes = length;
        if (length > PROPERTY_BYTES_MAX) {
            throw new MalformedPacket(ReasonCode.PACKET_TOO_LARGE, "properties over " + PROPERTY_BYTES_MAX + " bytes");
        }
        need(length);
        if (length == 0) {
            return Properties.NONE;
        }
        int end = body.readerIndex() + length;
        Map<Property, Object> values = new EnumMap<>(Property.class);
        List<UserProperty> user = new ArrayList<>();
        while (body.readerIndex() < end) {
            int id = variable();
            Property property = Property.of(id);
            if (property == null || !allowed.test(property)) {
                throw MalformedPacket.malformed("property " + id + " in " + place);
            }
            if (property == Property.USER_PROPERTY) {
                user.add(new UserProperty(text(), text()));
            } else if (values.put(property, value(property)) != null) {
                throw MalformedPacket.protocolError("property " + property + " twice");
            }
        }
        if (body.readerIndex() != end) {
            throw MalformedPacket.malformed("properties that are longer than they say");
        }
        return new Properties(values, user);
    }

    private Object value(Property property) {
        return switch (property.kind()) {
            case FLAG -> flag(property);
            case TWO_BYTES -> (long) twoBytes();
            case TWO_BYTES_NOT_ZERO -> notZero(property, twoBytes());
            case FOUR_BYTES -> fourBytes();
            case FOUR_BYTES_NOT_ZERO -> notZero(property, fourBytes());
            case VARIABLE_NOT_ZERO -> notZero(property, variable());
            case TEXT -> text();
            case BYTES -> bytes();
            case PAIR -> throw new IllegalStateException("pairs are read by themselves");
        };
    }

    private long flag(Property property) {
        int value = oneByte();
        if (value > 1) {
            throw MalformedPacket.protocolError(property + " " + value + ", expected 0 or 1");
        }
        return value;
    }

    private static long notZero(Property property, long value) {
        if (value == 0) {
            throw MalformedPacket.protocolError(property + " 0");
        }
        return value;
    }

    private void need(int bytes) {
        if (body.readableBytes() < bytes) {
            throw MalformedPacket.malformed("a packet that ends within a field");
        }
    }

    private static String strictly(byte[] bytes) {
        try {
            return UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw MalformedPacket.malformed("text that is not UTF-8");
        }
    }
}
