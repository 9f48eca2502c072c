package datalab.ingest.broker;

import datalab.mqtt.BrokerSession;
import datalab.mqtt.MqttBroker;
import java.time.Duration;

/**
 * Which session at which broker.
 *
 * @param name for people: the stream and the broker
 * @param clientId by which the broker knows the session again
 */
record BrokerPlace(String name, MqttBroker broker, String clientId, Duration sessionExpiry) {

    BrokerSession session() {
        return new BrokerSession(broker, clientId, sessionExpiry);
    }
}
