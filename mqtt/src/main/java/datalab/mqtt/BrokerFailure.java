package datalab.mqtt;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;

/** What a client's failures mean. */
public final class BrokerFailure {
    private static final String LOGIN = "user or password are refused";

    private BrokerFailure() {}

    /** Of one at a broker. */
    public static BrokerUnavailable of(MqttBroker broker, Throwable cause) {
        return switch (cause) {
            case Mqtt5ConnAckException refused -> {
                Mqtt5ConnAckReasonCode code = refused.getMqttMessage().getReasonCode();
                yield switch (code) {
                    case SERVER_UNAVAILABLE, SERVER_BUSY -> BrokerUnavailable.away(broker, "it is busy", cause);
                    default -> BrokerUnavailable.refused(broker, words(code), cause);
                };
            }
            case Mqtt3ConnAckException refused -> {
                Mqtt3ConnAckReturnCode code = refused.getMqttMessage().getReturnCode();
                yield code == Mqtt3ConnAckReturnCode.SERVER_UNAVAILABLE
                        ? BrokerUnavailable.away(broker, "it is busy", cause)
                        : BrokerUnavailable.refused(broker, words(code), cause);
            }
            case Mqtt5DisconnectException end -> {
                Mqtt5DisconnectReasonCode code = end.getMqttMessage().getReasonCode();
                yield code == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER
                        ? BrokerUnavailable.refused(broker, "another client has connected by the same client id", cause)
                        : BrokerUnavailable.away(broker, "it has ended the connection: " + code, cause);
            }
            case ConnectionClosedException end -> BrokerUnavailable.away(broker, "it has closed the connection", cause);
            default -> BrokerUnavailable.away(broker, text(cause), cause);
        };
    }

    private static String words(Mqtt5ConnAckReasonCode code) {
        return switch (code) {
            case NOT_AUTHORIZED, BAD_USER_NAME_OR_PASSWORD -> LOGIN;
            case UNSUPPORTED_PROTOCOL_VERSION -> "the broker does not speak MQTT 5";
            default -> "the broker refuses the connection: " + code;
        };
    }

    private static String words(Mqtt3ConnAckReturnCode code) {
        return switch (code) {
            case NOT_AUTHORIZED, BAD_USER_NAME_OR_PASSWORD -> LOGIN;
            case UNSUPPORTED_PROTOCOL_VERSION -> "the broker does not speak MQTT 3.1.1";
            default -> "the broker refuses the connection: " + code;
        };
    }

    /** The innermost words: those around them name classes. */
    private static String text(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return message == null ? innermost.toString() : message;
    }
}
