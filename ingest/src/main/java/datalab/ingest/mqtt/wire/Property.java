package datalab.ingest.mqtt.wire;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** MQTT 5's properties, and in which packets of a client they may stand (section 2.2.2.2). */
public enum Property {
    PAYLOAD_FORMAT_INDICATOR(0x01, Kind.FLAG, PacketType.PUBLISH),
    MESSAGE_EXPIRY_INTERVAL(0x02, Kind.FOUR_BYTES, PacketType.PUBLISH),
    CONTENT_TYPE(0x03, Kind.TEXT, PacketType.PUBLISH),
    RESPONSE_TOPIC(0x08, Kind.TEXT, PacketType.PUBLISH),
    CORRELATION_DATA(0x09, Kind.BYTES, PacketType.PUBLISH),
    SUBSCRIPTION_IDENTIFIER(0x0B, Kind.VARIABLE_NOT_ZERO, PacketType.SUBSCRIBE),
    SESSION_EXPIRY_INTERVAL(0x11, Kind.FOUR_BYTES, PacketType.CONNECT, PacketType.DISCONNECT),
    ASSIGNED_CLIENT_IDENTIFIER(0x12, Kind.TEXT),
    SERVER_KEEP_ALIVE(0x13, Kind.TWO_BYTES),
    AUTHENTICATION_METHOD(0x15, Kind.TEXT, PacketType.CONNECT, PacketType.AUTH),
    AUTHENTICATION_DATA(0x16, Kind.BYTES, PacketType.CONNECT, PacketType.AUTH),
    REQUEST_PROBLEM_INFORMATION(0x17, Kind.FLAG, PacketType.CONNECT),
    WILL_DELAY_INTERVAL(0x18, Kind.FOUR_BYTES),
    REQUEST_RESPONSE_INFORMATION(0x19, Kind.FLAG, PacketType.CONNECT),
    RESPONSE_INFORMATION(0x1A, Kind.TEXT),
    SERVER_REFERENCE(0x1C, Kind.TEXT),
    REASON_STRING(
            0x1F,
            Kind.TEXT,
            PacketType.PUBACK,
            PacketType.PUBREC,
            PacketType.PUBREL,
            PacketType.PUBCOMP,
            PacketType.DISCONNECT,
            PacketType.AUTH),
    RECEIVE_MAXIMUM(0x21, Kind.TWO_BYTES_NOT_ZERO, PacketType.CONNECT),
    TOPIC_ALIAS_MAXIMUM(0x22, Kind.TWO_BYTES, PacketType.CONNECT),
    TOPIC_ALIAS(0x23, Kind.TWO_BYTES, PacketType.PUBLISH),
    MAXIMUM_QOS(0x24, Kind.FLAG),
    RETAIN_AVAILABLE(0x25, Kind.FLAG),
    USER_PROPERTY(0x26, Kind.PAIR),
    MAXIMUM_PACKET_SIZE(0x27, Kind.FOUR_BYTES_NOT_ZERO, PacketType.CONNECT),
    WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Kind.FLAG),
    SUBSCRIPTION_IDENTIFIER_AVAILABLE(0x29, Kind.FLAG),
    SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Kind.FLAG);

    /** What goes with a message from its publisher to its subscribers, unaltered but for the expiry. */
    static final Set<Property> FORWARDED = EnumSet.of(
            PAYLOAD_FORMAT_INDICATOR, MESSAGE_EXPIRY_INTERVAL, CONTENT_TYPE, RESPONSE_TOPIC, CORRELATION_DATA);

    private static final int IDS = 0x2B;
    private static final @Nullable Property[] BY_ID = byId();

    /** How a value looks on the wire. */
    enum Kind {
        FLAG,
        TWO_BYTES,
        TWO_BYTES_NOT_ZERO,
        FOUR_BYTES,
        FOUR_BYTES_NOT_ZERO,
        VARIABLE_NOT_ZERO,
        TEXT,
        BYTES,
        PAIR
    }

    private final int id;
    private final Kind kind;
    private final int packets; // a bit for each type

    Property(int id, Kind kind, PacketType... packets) {
        this.id = id;
        this.kind = kind;
        this.packets = Arrays.stream(packets).mapToInt(packet -> packet.bit()).reduce(0, (all, bit) -> all | bit);
    }

    /** Null where there is no such property. */
    static @Nullable Property of(int id) {
        return id < IDS ? BY_ID[id] : null;
    }

    int id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    boolean mayStandIn(PacketType packet) {
        return this == USER_PROPERTY || (packets & packet.bit()) != 0;
    }

    boolean mayStandInWill() {
        return this == USER_PROPERTY || this == WILL_DELAY_INTERVAL || FORWARDED.contains(this);
    }

    private static @Nullable Property[] byId() {
        @Nullable Property[] properties = new @Nullable Property[IDS];
        for (Property property : values()) {
            properties[property.id] = property;
        }
        return properties;
    }
}
