package datalab.ingest.mqtt;

import datalab.access.AccessDenied;
import datalab.ingest.mqtt.wire.Packet.Connect;
import datalab.ingest.mqtt.wire.PacketWriter;
import datalab.ingest.mqtt.wire.Properties;
import datalab.ingest.mqtt.wire.Property;
import datalab.ingest.mqtt.wire.ReasonCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to a client that wants to connect, in its version: what it may rely on, or why it may not come in. */
final class ConnackReply {
    static final int VERSION_5 = 5;

    private static final int SERVER_UNAVAILABLE = 3;
    static final int NOT_AUTHORIZED = 5;
    private static final int BAD_PASSWORD = 4;
    private static final int IDENTIFIER_REJECTED = 2;
    private static final int UNACCEPTABLE_VERSION = 1;
    private static final Map<ReasonCode, Integer> IN_VERSION_3 = Map.of(
            ReasonCode.SERVER_BUSY, SERVER_UNAVAILABLE,
            ReasonCode.QUOTA_EXCEEDED, SERVER_UNAVAILABLE,
            ReasonCode.SERVER_UNAVAILABLE, SERVER_UNAVAILABLE,
            ReasonCode.BAD_USER_NAME_OR_PASSWORD, BAD_PASSWORD,
            ReasonCode.NOT_AUTHORIZED, NOT_AUTHORIZED,
            ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, IDENTIFIER_REJECTED,
            ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, UNACCEPTABLE_VERSION);

    private final ClientSocket socket;
    private final Connect connect;
    private final MqttLimits limits;

    ConnackReply(ClientSocket socket, Connect connect, MqttLimits limits) {
        this.socket = socket;
        this.connect = connect;
        this.limits = limits;
    }

    void accept(String clientId, boolean sessionPresent) {
        Properties properties = socket.speaks5() ? offer(clientId) : Properties.NONE;
        if (!socket.write(socket.writer().connAck(sessionPresent, 0, properties))) {
            socket.close(); // larger than the client takes, and nothing may be left out of it
        }
    }

    @Nullable
    ConnectedClient refuseBusy() {
        return refuse(ReasonCode.SERVER_BUSY, "at most " + limits.connectionsMax() + " connections");
    }

    @Nullable
    ConnectedClient refuseClientId() {
        return refuse(
                ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "an empty client id needs a clean session; a long one is none");
    }

    @Nullable
    ConnectedClient refuseQuota() {
        return refuse(ReasonCode.QUOTA_EXCEEDED, "the will is too large");
    }

    @Nullable
    ConnectedClient refuse(AccessDenied denied) {
        ReasonCode code = switch (denied.reason()) {
            case UNAUTHENTICATED ->
                connect.credential() == null ? ReasonCode.NOT_AUTHORIZED : ReasonCode.BAD_USER_NAME_OR_PASSWORD;
            case FORBIDDEN -> ReasonCode.NOT_AUTHORIZED;
            case UNAVAILABLE -> ReasonCode.SERVER_UNAVAILABLE;
        };
        return refuse(code, denied.detail());
    }

    /** In MQTT 3.1.1 null if there is no return code for it: then the connection is just closed. */
    static @Nullable Integer code(ReasonCode code, int version) {
        return version == VERSION_5 ? Integer.valueOf(code.value()) : IN_VERSION_3.get(code);
    }

    private @Nullable ConnectedClient refuse(ReasonCode code, String detail) {
        Integer told = code(code, connect.version());
        PacketWriter writer = socket.writer();
        if (told != null && !socket.write(writer.connAck(false, told, socket.reason(detail)))) {
            socket.write(writer.connAck(false, told, Properties.NONE));
        }
        socket.close();
        return null;
    }

    /** The properties of MQTT 5 that announce the limits here; features that are not named are available. */
    private Properties offer(String clientId) {
        Properties offer = Properties.NONE
                .with(Property.RECEIVE_MAXIMUM, (long) MqttConnection.RECEIVE_MAX)
                .with(Property.RETAIN_AVAILABLE, 0L)
                .with(Property.MAXIMUM_PACKET_SIZE, (long) MqttSource.PACKET_BYTES_MAX)
                .with(Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0L)
                .with(Property.SHARED_SUBSCRIPTION_AVAILABLE, 0L);
        long keptSeconds = limits.sessionExpiryMax().toSeconds();
        if (connect.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0) > keptSeconds) {
            offer = offer.with(Property.SESSION_EXPIRY_INTERVAL, keptSeconds);
        }
        return connect.clientId().isEmpty() ? offer.with(Property.ASSIGNED_CLIENT_IDENTIFIER, clientId) : offer;
    }
}
