package datalab.ingest.mqtt;

import datalab.ingest.IngestResult;
import datalab.ingest.IngestResult.Accepted;
import datalab.ingest.IngestResult.Busy;
import datalab.ingest.IngestResult.Rejected;
import datalab.lab.RejectReason;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubCompReasonCode;

/** What one client is told of its messages, in the words of the version it speaks. Used on its event loop. */
final class Replies {
    static final int VERSION_5 = 5;
    private static final int REASON_CHARS_MAX = 200;

    private final MqttEndpoint endpoint;
    private final ClientSocket socket;
    private final boolean tellsReasons;

    Replies(MqttEndpoint endpoint, ClientSocket socket) {
        this.endpoint = endpoint;
        this.socket = socket;
        this.tellsReasons = speaks5(endpoint) && wantsReasons(endpoint.connectProperties());
    }

    static boolean speaks5(MqttEndpoint endpoint) {
        return endpoint.protocolVersion() >= VERSION_5;
    }

    /** False where this version of the protocol cannot say it: the connection must end, so that the client sends again. */
    boolean acknowledge(Delivery delivery, IngestResult result) {
        if (result instanceof Busy && !speaks5(endpoint)) {
            return delivery.qos == MqttQoS.AT_MOST_ONCE;
        }
        switch (delivery.qos) {
            case AT_LEAST_ONCE -> endpoint.publishAcknowledge(delivery.packetId, code(result), reason(result));
            case EXACTLY_ONCE ->
                send(MqttMessageType.PUBREC, delivery.packetId, code(result).value(), reason(result));
            case AT_MOST_ONCE, FAILURE -> {}
        }
        return true;
    }

    /** Whether a message of QoS 2 with this result goes on to be released. */
    boolean awaitsRelease(IngestResult result) {
        return !(result instanceof Busy) && (!speaks5(endpoint) || code(result) == MqttPubAckReasonCode.SUCCESS);
    }

    void complete(int packetId, boolean known) {
        MqttPubCompReasonCode code =
                known ? MqttPubCompReasonCode.SUCCESS : MqttPubCompReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
        send(MqttMessageType.PUBCOMP, packetId, code.value(), MqttProperties.NO_PROPERTIES);
    }

    /** The endpoint's own methods for these packets leave the reason out. */
    private void send(MqttMessageType type, int packetId, byte code, MqttProperties properties) {
        MqttFixedHeader fixed = new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
        byte told = speaks5(endpoint) ? code : 0;
        socket.send(new MqttMessage(fixed, new MqttPubReplyMessageVariableHeader(packetId, told, properties)));
    }

    private MqttPubAckReasonCode code(IngestResult result) {
        if (!speaks5(endpoint)) {
            return MqttPubAckReasonCode.SUCCESS; // there is no other
        }
        return switch (result) {
            case Accepted event -> MqttPubAckReasonCode.SUCCESS;
            case Rejected why ->
                why.reason() == RejectReason.UNKNOWN_TOPIC
                        ? MqttPubAckReasonCode.TOPIC_NAME_INVALID
                        : MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID;
            case Busy busy -> MqttPubAckReasonCode.QUOTA_EXCEEDED;
        };
    }

    private MqttProperties reason(IngestResult result) {
        return switch (result) {
            case Accepted event -> MqttProperties.NO_PROPERTIES;
            case Rejected why -> reason(why.reason().text() + ": " + why.detail());
            case Busy busy -> reason(busy.detail());
        };
    }

    private MqttProperties reason(String text) {
        if (!tellsReasons) {
            return MqttProperties.NO_PROPERTIES;
        }
        String bounded =
                text.length() <= REASON_CHARS_MAX ? text : text.substring(0, text.offsetByCodePoints(0, 150)) + "…";
        MqttProperties properties = new MqttProperties();
        properties.add(new StringProperty(MqttProperties.REASON_STRING, bounded));
        return properties;
    }

    /** A client may ask not to be told, and one with tiny packets is not either. */
    private static boolean wantsReasons(MqttProperties connect) {
        return number(connect, MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) != 0
                && number(connect, MqttProperties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE) >= REASON_CHARS_MAX * 5;
    }

    static int number(MqttProperties properties, int type, int otherwise) {
        return properties.getProperty(type) instanceof IntegerProperty property ? property.value() : otherwise;
    }
}
