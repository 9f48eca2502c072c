package datalab.ingest.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import datalab.testkit.contract.TestSender;
import datalab.testkit.contract.TestSender.Told;

class Mqtt3SourceIT extends MqttSourceContract {

    @Override
    public TestSender sender() {
        return new Publishing(port());
    }

    /** A PUBACK of version 3.1.1 says nothing more. */
    @Override
    public boolean tellsRefusals() {
        return false;
    }

    private static final class Publishing implements TestSender {
        private final int port;
        private Mqtt3BlockingClient client;

        Publishing(int port) {
            this.port = port;
            this.client = connect();
        }

        @Override
        public Told send(byte[] payload) {
            try {
                client.publishWith()
                        .topic("sensors")
                        .qos(MqttQos.EXACTLY_ONCE)
                        .payload(payload)
                        .send();
                return Told.ACCEPTED;
            } catch (MqttSessionExpiredException e) {
                client = connect();
                return Told.COME_AGAIN;
            }
        }

        @Override
        public void close() {
            try {
                client.disconnect();
            } catch (MqttClientStateException e) {
                // it was closed from the other side
            }
        }

        private Mqtt3BlockingClient connect() {
            Mqtt3BlockingClient connecting = Mqtt3Client.builder()
                    .serverHost("127.0.0.1")
                    .serverPort(port)
                    .buildBlocking();
            connecting.connect();
            return connecting;
        }
    }
}
