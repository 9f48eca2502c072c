package datalab.out.mqtt;

import datalab.mqtt.MqttBroker;
import datalab.store.output.OutputTarget;
import datalab.store.server.OutputServer;

/** A broker that the settings name: outputs may be on it, and inputs may come from it. */
public record MqttBrokerServer(MqttBroker broker) implements OutputServer {

    @Override
    public OutputTarget outputs() {
        return new MqttTarget(broker);
    }
}
