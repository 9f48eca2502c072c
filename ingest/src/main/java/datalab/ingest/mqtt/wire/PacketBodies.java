package datalab.ingest.mqtt.wire;

import datalab.ingest.mqtt.wire.Packet.Disconnect;
import datalab.ingest.mqtt.wire.Packet.PingReq;
import datalab.ingest.mqtt.wire.Packet.PubAck;
import datalab.ingest.mqtt.wire.Packet.PubComp;
import datalab.ingest.mqtt.wire.Packet.PubRec;
import datalab.ingest.mqtt.wire.Packet.PubRel;
import datalab.ingest.mqtt.wire.Packet.Publish;
import datalab.ingest.mqtt.wire.Packet.Subscribe;
import datalab.ingest.mqtt.wire.Packet.Subscription;
import datalab.ingest.mqtt.wire.Packet.Unsubscribe;
import java.util.ArrayList;
import java.util.List;

/** Reads the bodies of all packets behind CONNECT, in the version of one connection. */
final class PacketBodies {
    /** What is kept of a payload that is too large. */
    static final int CUT_BYTES = 64 * 1024;

    private static final int ERROR = 0x80;

    private final boolean version5;
    private final int payloadBytesMax;

    /** @param payloadBytesMax of a larger one only the beginning is kept */
    PacketBodies(boolean version5, int payloadBytesMax) {
        this.version5 = version5;
        this.payloadBytesMax = payloadBytesMax;
    }

    Packet read(PacketType type, int firstByte, PacketReader in) {
        Packet packet = switch (type) {
            case PUBLISH -> publish(firstByte, in, in.restBytes());
            case PUBACK -> new PubAck(acknowledged(type, in));
            case PUBREC -> pubRec(in);
            case PUBREL -> new PubRel(acknowledged(type, in));
            case PUBCOMP -> new PubComp(acknowledged(type, in));
            case SUBSCRIBE -> subscribe(in);
            case UNSUBSCRIBE -> unsubscribe(in);
            case PINGREQ -> new PingReq();
            case DISCONNECT -> disconnect(in);
            case CONNECT, CONNACK, SUBACK, UNSUBACK, PINGRESP, AUTH ->
                throw MalformedPacket.protocolError(type + " is not expected here");
        };
        if (in.hasMore() && type != PacketType.PUBLISH) {
            throw MalformedPacket.malformed(type + " with bytes behind its end");
        }
        return packet;
    }

    /** @param bodyBytes of the whole packet, of which perhaps only the beginning is there */
    Publish publish(int firstByte, PacketReader in, int bodyBytes) {
        int qos = firstByte >> 1 & 3;
        boolean retain = (firstByte & 1) != 0;
        checkPublishFlags(qos, (firstByte & 8) != 0);
        int before = in.restBytes();
        String topic = in.text();
        int packetId = qos == 0 ? 0 : in.packetId();
        Properties properties = version5 ? in.properties(PacketType.PUBLISH) : Properties.NONE;
        if (version5) {
            checkVersion5(properties, retain);
        }
        PacketReader.checkTopic(topic);
        int payloadBytes = bodyBytes - (before - in.restBytes());
        byte[] payload = in.rest(payloadBytes > payloadBytesMax ? CUT_BYTES : payloadBytes);
        return new Publish(
                qos, retain, topic, packetId, properties, version5 ? in.propertyBytes() : 0, payload, payloadBytes);
    }

    static void checkResponseTopic(Properties properties) {
        String topic = properties.text(Property.RESPONSE_TOPIC);
        if (topic != null && (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0)) {
            throw MalformedPacket.protocolError("a response topic that is empty or has wildcards");
        }
    }

    private static void checkPublishFlags(int qos, boolean dup) {
        if (qos == 3) {
            throw MalformedPacket.malformed("a message of quality 3");
        }
        if (qos == 0 && dup) {
            throw MalformedPacket.malformed("a message of quality 0 that is sent again");
        }
    }

    private static void checkVersion5(Properties properties, boolean retain) {
        if (properties.has(Property.TOPIC_ALIAS)) {
            throw new MalformedPacket(ReasonCode.TOPIC_ALIAS_INVALID, "a topic alias; none was offered");
        }
        if (retain) {
            throw new MalformedPacket(
                    ReasonCode.RETAIN_NOT_SUPPORTED, "a message that is to be retained; that was not offered");
        }
        checkResponseTopic(properties);
    }

    private int acknowledged(PacketType type, PacketReader in) {
        int packetId = in.packetId();
        if (version5 && in.hasMore()) {
            in.oneByte();
            if (in.hasMore()) {
                in.properties(type);
            }
        }
        return packetId;
    }

    private PubRec pubRec(PacketReader in) {
        int packetId = in.packetId();
        int code = 0;
        if (version5 && in.hasMore()) {
            code = in.oneByte();
            if (in.hasMore()) {
                in.properties(PacketType.PUBREC);
            }
        }
        return new PubRec(packetId, code >= ERROR);
    }

    private Subscribe subscribe(PacketReader in) {
        int packetId = in.packetId();
        Properties properties = version5 ? in.properties(PacketType.SUBSCRIBE) : Properties.NONE;
        List<Subscription> subscriptions = new ArrayList<>();
        while (in.hasMore()) {
            subscriptions.add(subscription(in));
        }
        if (subscriptions.isEmpty()) {
            throw MalformedPacket.protocolError("SUBSCRIBE without a topic filter");
        }
        if (properties.has(Property.SUBSCRIPTION_IDENTIFIER)) {
            throw new MalformedPacket(
                    ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, "a subscription identifier; none was offered");
        }
        return new Subscribe(packetId, properties, subscriptions);
    }

    private Subscription subscription(PacketReader in) {
        String filter = filter(in);
        int options = in.oneByte();
        int qos = options & 3;
        if (qos == 3 || options >= (version5 ? 0x40 : 4)) {
            throw MalformedPacket.malformed("subscription options " + options);
        }
        if (!version5) {
            return new Subscription(filter, qos, false, false);
        }
        if ((options & 0x30) == 0x30) {
            throw MalformedPacket.protocolError("retain handling 3");
        }
        if (filter.startsWith("$share/")) {
            boolean noLocal = (options & 4) != 0;
            throw noLocal
                    ? MalformedPacket.protocolError("no local for a shared subscription")
                    : new MalformedPacket(
                            ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, "a shared subscription; none was offered");
        }
        return new Subscription(filter, qos, (options & 4) != 0, (options & 8) != 0);
    }

    private Unsubscribe unsubscribe(PacketReader in) {
        int packetId = in.packetId();
        if (version5) {
            in.properties(PacketType.UNSUBSCRIBE);
        }
        List<String> filters = new ArrayList<>();
        while (in.hasMore()) {
            filters.add(filter(in));
        }
        if (filters.isEmpty()) {
            throw MalformedPacket.protocolError("UNSUBSCRIBE without a topic filter");
        }
        return new Unsubscribe(packetId, filters);
    }

    private static String filter(PacketReader in) {
        String filter = in.text();
        if (filter.isEmpty()) {
            throw new MalformedPacket(ReasonCode.TOPIC_FILTER_INVALID, "an empty topic filter");
        }
        return filter;
    }

    private Disconnect disconnect(PacketReader in) {
        int code = version5 && in.hasMore() ? in.oneByte() : 0;
        Properties properties = version5 && in.hasMore() ? in.properties(PacketType.DISCONNECT) : Properties.NONE;
        return new Disconnect(code, properties);
    }
}
