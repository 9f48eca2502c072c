package datalab.ingest.broker;

import datalab.mqtt.MqttVersion;

/** By MQTT 3.1.1. */
class Broker3SourceIT extends BrokerSourceContract {

    @Override
    MqttVersion version() {
        return MqttVersion.V3_1_1;
    }
}
