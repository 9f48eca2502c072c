package datalab.ingest.mqtt;

/**
 * Where the MQTT endpoint listens, and its bounds.
 *
 * @param port 0 for any free one
 * @param connectionsMax one more is refused
 */
public record MqttSettings(String host, int port, int connectionsMax) {
    public static final int CONNECTIONS_MAX = 10_000;

    public MqttSettings(String host, int port) {
        this(host, port, CONNECTIONS_MAX);
    }
}
