package datalab.ingest.broker;

import datalab.mqtt.MqttVersion;

/** By MQTT 5. */
class Broker5SourceIT extends BrokerSourceContract {

    @Override
    MqttVersion version() {
        return MqttVersion.V5;
    }
}
