package datalab.ingest.mqtt.wire;

/** The kinds of packets, with what the lower four bits of their first byte must be (section 2.1). */
enum PacketType {
    CONNECT(1, 0),
    CONNACK(2, 0),
    PUBLISH(3, -1),
    PUBACK(4, 0),
    PUBREC(5, 0),
    PUBREL(6, 2),
    PUBCOMP(7, 0),
    SUBSCRIBE(8, 2),
    SUBACK(9, 0),
    UNSUBSCRIBE(10, 2),
    UNSUBACK(11, 0),
    PINGREQ(12, 0),
    PINGRESP(13, 0),
    DISCONNECT(14, 0),
    AUTH(15, 0);

    private static final PacketType[] BY_NUMBER = values();

    private final int number;
    private final int flags;

    PacketType(int number, int flags) {
        this.number = number;
        this.flags = flags;
    }

    /** The type that a first byte names; throws {@link MalformedPacket} where there is none or its flags are wrong. */
    static PacketType of(int firstByte) {
        int number = firstByte >>> 4;
        if (number == 0) {
            throw MalformedPacket.malformed("packet type 0 is reserved");
        }
        PacketType type = BY_NUMBER[number - 1];
        if (type.flags >= 0 && type.flags != (firstByte & 0x0f)) {
            throw MalformedPacket.malformed(type + " with flags " + (firstByte & 0x0f) + ", expected " + type.flags);
        }
        return type;
    }

    /** The bit of the type in a set. */
    int bit() {
        return 1 << number;
    }

    /** The first byte of such a packet, but of PUBLISH, whose flags mean something. */
    int firstByte() {
        return number << 4 | Math.max(flags, 0);
    }
}
