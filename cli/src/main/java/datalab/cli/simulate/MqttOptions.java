package datalab.cli.simulate;

import picocli.CommandLine.Option;

/** The options {@code --mqtt-host} and {@code --mqtt-port} of simulators that publish over MQTT. */
final class MqttOptions {
    @Option(names = "--mqtt-host", paramLabel = "H", description = "where the MQTT server is (127.0.0.1)")
    private String host = "127.0.0.1";

    @Option(
            names = "--mqtt-port",
            paramLabel = "N",
            defaultValue = "${env:DATALAB_MQTT_PORT:-1883}",
            description = "its port (DATALAB_MQTT_PORT, else 1883)")
    private int port = 1883;

    /** One that is yet to be started. */
    MqttPublisher publisher() {
        return new MqttPublisher(host, port);
    }
}
