package datalab.ingest.mqtt;

import datalab.ingest.ConfiguredSource;
import datalab.ingest.SourceContext;
import datalab.ingest.mqtt.websocket.WebSockets;
import java.util.OptionalInt;

/**
 * Where the MQTT endpoint listens, and its bounds.
 *
 * @param port 0 for any free one
 * @param webSocketPort the same for MQTT over WebSocket; empty where that is off
 */
public record MqttSettings(String host, int port, OptionalInt webSocketPort, MqttLimits limits)
        implements ConfiguredSource {

    /** Without WebSocket. */
    public MqttSettings(String host, int port, MqttLimits limits) {
        this(host, port, OptionalInt.empty(), limits);
    }

    @Override
    public MqttSource make(SourceContext context) {
        WebSockets webSockets =
                webSocketPort.isEmpty() ? null : new WebSockets(webSocketPort.getAsInt(), context.names());
        return new MqttSource(context.ingest(), context.labs(), this, webSockets, context.feeds(), context.meters());
    }
}
