package datalab.ingest.mqtt.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.ingest.mqtt.wire.Packet.Connect;
import datalab.ingest.mqtt.wire.Packet.Credential;
import datalab.ingest.mqtt.wire.Packet.Will;

/** Reads a CONNECT packet (section 3.1). */
final class ConnectReader {
    static final int VERSION_3_1 = 3;
    static final int VERSION_3_1_1 = 4;
    static final int VERSION_5 = 5;

    private static final int RESERVED = 0x01;
    private static final int CLEAN_START = 0x02;
    private static final int WILL = 0x04;
    private static final int WILL_QOS = 0x18;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;

    private final PacketReader in;
    private int version;

    ConnectReader(PacketReader in) {
        this.in = in;
    }

    /** What the packet says it speaks, as far as it was read; 0 where that is unknown. */
    int version() {
        return version;
    }

    Connect read() {
        readVersion();
        int flags = in.oneByte();
        checkFlags(flags);
        int keepAliveSeconds = in.twoBytes();
        Properties properties = version == VERSION_5 ? in.properties(PacketType.CONNECT) : Properties.NONE;
        checkAuthentication(properties);
        String clientId = in.text();
        Will will = has(flags, WILL) ? will(flags) : null;
        String user = has(flags, USER_NAME) ? in.text() : null;
        String password = has(flags, PASSWORD) ? new String(in.bytes(), UTF_8) : null;
        if (in.hasMore()) {
            throw MalformedPacket.malformed("CONNECT with bytes behind its end");
        }
        String shown = password == null ? user : password;
        Credential credential = shown == null ? null : new Credential(shown);
        return new Connect(version, clientId, has(flags, CLEAN_START), keepAliveSeconds, properties, will, credential);
    }

    private void readVersion() {
        String name = new String(in.bytes(), UTF_8);
        if (!name.equals("MQTT") && !name.equals("MQIsdp")) {
            throw MalformedPacket.malformed(
                    "a protocol of another name"); // no reply to a client that does not speak MQTT
        }
        int level = in.oneByte();
        version = level > VERSION_5 ? VERSION_5 : Math.max(level, VERSION_3_1);
        boolean known = name.equals("MQIsdp") ? level == VERSION_3_1 : level == VERSION_3_1_1 || level == VERSION_5;
        if (!known) {
            throw new MalformedPacket(
                    ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, name + " " + level + ", expected MQTT 4 or 5");
        }
    }

    private void checkFlags(int flags) {
        if (has(flags, RESERVED)) {
            throw MalformedPacket.malformed("CONNECT with its reserved flag");
        }
        if ((flags & WILL_QOS) == WILL_QOS) {
            throw MalformedPacket.malformed("a will of quality 3");
        }
        if (!has(flags, WILL) && (flags & (WILL_QOS | WILL_RETAIN)) != 0) {
            throw MalformedPacket.malformed("flags of a will without a will");
        }
        if (version != VERSION_5 && has(flags, PASSWORD) && !has(flags, USER_NAME)) {
            throw MalformedPacket.malformed("a password without a user name");
        }
    }

    private static void checkAuthentication(Properties properties) {
        if (properties.has(Property.AUTHENTICATION_METHOD)) {
            throw new MalformedPacket(ReasonCode.BAD_AUTHENTICATION_METHOD, "no authentication method is known here");
        }
        if (properties.has(Property.AUTHENTICATION_DATA)) {
            throw MalformedPacket.protocolError("authentication data without a method");
        }
    }

    private Will will(int flags) {
        Properties properties = version == VERSION_5 ? in.willProperties() : Properties.NONE;
        String topic = in.text();
        PacketReader.checkTopic(topic);
        PacketBodies.checkResponseTopic(properties);
        if (version == VERSION_5 && has(flags, WILL_RETAIN)) {
            throw new MalformedPacket(ReasonCode.RETAIN_NOT_SUPPORTED, "a will that is to be retained");
        }
        return new Will(topic, in.bytes(), has(flags, WILL_RETAIN), properties);
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }
}
