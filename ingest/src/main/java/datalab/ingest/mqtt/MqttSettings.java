package datalab.ingest.mqtt;

/**
 * Where the MQTT endpoint listens, and its bounds.
 *
 * @param port 0 for any free one
 */
public record MqttSettings(String host, int port, MqttLimits limits) {}
