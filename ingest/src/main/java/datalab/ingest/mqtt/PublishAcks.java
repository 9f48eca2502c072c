package datalab.ingest.mqtt;

import datalab.ingest.door.IngestResult;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Rejected;
import datalab.ingest.mqtt.session.InboundPublish;
import datalab.ingest.mqtt.wire.PacketWriter;
import datalab.ingest.mqtt.wire.Properties;
import datalab.ingest.mqtt.wire.ReasonCode;
import io.netty.buffer.ByteBuf;

/**
 * Writes the acknowledgements of one client's messages (PUBACK, PUBREC, PUBCOMP) in its protocol version. Used on its event
 * loop.
 */
final class PublishAcks {
    private final ClientSocket socket;
    private final PacketWriter writer;

    PublishAcks(ClientSocket socket) {
        this.socket = socket;
        this.writer = socket.writer();
    }

    /** False where this version of the protocol cannot say it: the connection must end, so that the client sends again. */
    boolean acknowledge(InboundPublish delivery, IngestResult result) {
        if (result instanceof Busy && !socket.speaks5()) {
            return delivery.qos == 0;
        }
        if (delivery.qos > 0 && !socket.write(reply(delivery, code(result), reason(result)))) {
            socket.write(reply(delivery, code(result), Properties.NONE));
        }
        return true;
    }

    /** Acknowledges a message of QoS 2 again. */
    void received(int packetId) {
        socket.write(writer.pubRec(packetId, ReasonCode.SUCCESS, Properties.NONE));
    }

    /** Whether a message of QoS 2 with this result goes on to be released. */
    boolean awaitsRelease(IngestResult result) {
        return !(result instanceof Busy) && (!socket.speaks5() || code(result) == ReasonCode.SUCCESS);
    }

    void complete(int packetId, boolean known) {
        socket.write(writer.pubComp(
                packetId, known || !socket.speaks5() ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
    }

    private ByteBuf reply(InboundPublish delivery, ReasonCode code, Properties properties) {
        return delivery.qos == 1
                ? writer.pubAck(delivery.packetId, code, properties)
                : writer.pubRec(delivery.packetId, code, properties);
    }

    private ReasonCode code(IngestResult result) {
        if (!socket.speaks5()) {
            return ReasonCode.SUCCESS; // there is no other
        }
        return switch (result) {
            case Accepted event -> ReasonCode.SUCCESS;
            case Rejected why ->
                switch (why.reason()) {
                    case UNKNOWN_TOPIC -> ReasonCode.TOPIC_NAME_INVALID;
                    case NOT_ALLOWED -> ReasonCode.NOT_AUTHORIZED;
                    default -> ReasonCode.PAYLOAD_FORMAT_INVALID;
                };
            case Busy busy ->
                switch (busy.cause()) {
                    case DENIED -> ReasonCode.NOT_AUTHORIZED;
                    case STOPPED -> ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
                    case CROWDED, AWAY, OVER_QUOTA -> ReasonCode.QUOTA_EXCEEDED;
                };
        };
    }

    private Properties reason(IngestResult result) {
        return switch (result) {
            case Accepted event -> Properties.NONE;
            case Rejected why -> socket.reason(why.reason().text() + ": " + why.detail());
            case Busy busy -> socket.reason(busy.detail());
        };
    }
}
