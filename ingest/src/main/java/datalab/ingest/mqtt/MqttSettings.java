package datalab.ingest.mqtt;

import datalab.ingest.ConfiguredSource;
import datalab.ingest.SourceContext;
import datalab.ingest.mqtt.websocket.WebSockets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the MQTT endpoint listens, and its bounds.
 *
 * @param port 0 for any free one
 * @param tls whether TLS is spoken where the process has a certificate
 * @param webSocketPort the same for MQTT over WebSocket; empty where that is off
 */
public record MqttSettings(String host, int port, boolean tls, OptionalInt webSocketPort, MqttLimits limits)
        implements ConfiguredSource {

    /** Without WebSocket. */
    public MqttSettings(String host, int port, MqttLimits limits) {
        this(host, port, true, OptionalInt.empty(), limits);
    }

    @Override
    public MqttSource make(SourceContext context) {
        WebSockets webSockets = webSocketPort.isEmpty()
                ? null
                : new WebSockets(
                        webSocketPort.getAsInt(), context.names(), context.tls().http());
        return new MqttSource(
                context.ingest(),
                context.labs(),
                new MqttListeners(this, tls ? context.tls().shared() : Optional.empty(), webSockets),
                context.access(),
                context.feeds(),
                context.meters());
    }
}
