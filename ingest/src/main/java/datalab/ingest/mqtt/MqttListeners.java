package datalab.ingest.mqtt;

import datalab.ingest.mqtt.websocket.WebSockets;
import datalab.tls.ServerTls;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ports that MQTT is spoken on, and whether it is encrypted there.
 *
 * @param tls empty for MQTT that is not encrypted
 * @param webSockets null for none
 */
record MqttListeners(
        MqttSettings settings,
        Optional<ServerTls> tls,
        @Nullable WebSockets webSockets) {

    /** Without TLS and WebSocket. */
    static MqttListeners of(MqttSettings settings) {
        return new MqttListeners(settings, Optional.empty(), null);
    }
}
