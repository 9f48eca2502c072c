package datalab.ingest.mqtt.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client has sent: each packet whole and checked as far as it can be by itself. */
public sealed interface Packet {

    /**
     * What a client says of itself.
     *
     * @param version 3 (MQIsdp), 4 (3.1.1) or 5
     * @param credential null where it shows none
     */
    record Connect(
            int version,
            String clientId,
            boolean cleanStart,
            int keepAliveSeconds,
            Properties properties,
            @Nullable Will will,
            @Nullable Credential credential)
            implements Packet {}

    /** The password with which a client connects, or its user name where it has no password. */
    record Credential(String text) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "Credential";
        }
    }

    /** What a client wants to be published in case that it is cut off. */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they came; identity is never asked for
    record Will(String topic, byte[] payload, boolean retain, Properties properties) {}

    /**
     * A message.
     *
     * @param payload all of it, or the beginning of one that is too large for an event
     * @param payloadBytes how many there were
     * @param propertyBytes how many its properties took
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they came; identity is never asked for
    record Publish(
            int qos,
            boolean retain,
            String topic,
            int packetId,
            Properties properties,
            int propertyBytes,
            byte[] payload,
            int payloadBytes)
            implements Packet {}

    /** A client's acknowledgement of a message that was delivered to it with quality 1. */
    record PubAck(int packetId) implements Packet {}

    /** A client's acknowledgement as for quality 2, which nothing is delivered with. */
    record PubRec(int packetId, boolean failed) implements Packet {}

    record PubRel(int packetId) implements Packet {}

    record PubComp(int packetId) implements Packet {}

    record Subscribe(int packetId, Properties properties, List<Subscription> subscriptions) implements Packet {}

    /** A requested subscription; MQTT 3.1.1 knows the first two. */
    record Subscription(String filter, int qos, boolean noLocal, boolean retainAsPublished) {}

    record Unsubscribe(int packetId, List<String> filters) implements Packet {}

    record PingReq() implements Packet {}

    record Disconnect(int code, Properties properties) implements Packet {}

    /** Bytes that are no packet; nothing follows. */
    record Broken(MalformedPacket why, int version) implements Packet {}
}
