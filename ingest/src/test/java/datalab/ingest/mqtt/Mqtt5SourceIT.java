package datalab.ingest.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import datalab.testkit.contract.TestSender;
import datalab.testkit.contract.TestSender.Told;

class Mqtt5SourceIT extends MqttSourceContract {

    @Override
    public TestSender sender() {
        return new Publishing(port());
    }

    @Override
    public boolean tellsRefusals() {
        return true;
    }

    private record Publishing(Mqtt5BlockingClient client) implements TestSender {
        Publishing(int port) {
            this(Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port).buildBlocking());
            client.connect();
        }

        @Override
        public Told send(byte[] payload) {
            try {
                client.publishWith()
                        .topic("sensors")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(payload)
                        .send();
                return Told.ACCEPTED;
            } catch (Mqtt5PubAckException e) {
                boolean busy = e.getMqttMessage().getReasonCode() == Mqtt5PubAckReasonCode.QUOTA_EXCEEDED;
                return busy ? Told.COME_AGAIN : Told.REFUSED;
            }
        }

        @Override
        public void close() {
            client.disconnect();
        }
    }
}
