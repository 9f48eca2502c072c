package datalab.cli.simulate;

import datalab.tls.ClientTls;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The options {@code --mqtt-host}, {@code --mqtt-port} and {@code --mqtt-tls} of simulators that publish over MQTT. */
final class MqttOptions {
    @Option(names = "--mqtt-host", paramLabel = "H", description = "where the MQTT server is (127.0.0.1)")
    private String host = "127.0.0.1";

    @Option(
            names = "--mqtt-port",
            paramLabel = "N",
            defaultValue = "${env:DATALAB_MQTT_PORT:-1883}",
            description = "its port (DATALAB_MQTT_PORT, else 1883)")
    private int port = 1883;

    @Option(names = "--mqtt-tls", description = "speak TLS there")
    private boolean encrypts;

    /**
     * One that is yet to be started.
     *
     * @param tls read only where it is spoken
     */
    MqttPublisher publisher(Supplier<ClientTls> tls) {
        return new MqttPublisher(host, port, encrypts ? Optional.of(tls.get()) : Optional.empty());
    }
}
