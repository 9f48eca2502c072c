package datalab.ingest.mqtt;

/** Thrown where the MQTT endpoint cannot listen. The message names host and port. */
public final class MqttPortTaken extends RuntimeException {
    private final int port;

    MqttPortTaken(String host, int port, Throwable cause) {
        super("cannot listen for MQTT on " + host + ":" + port + ": " + cause.getMessage(), cause);
        this.port = port;
    }

    public int port() {
        return port;
    }
}
