package datalab.testkit;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import datalab.ingest.mqtt.MqttSettings;
import datalab.ingest.mqtt.MqttSource;
import datalab.testkit.Sender.Told;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class Mqtt5SourceIT implements SourceContract {
    @TempDir
    private Path folder;

    private SourceLog kept;
    private MqttSource source;

    @BeforeEach
    void start() {
        kept = new SourceLog(folder);
        source = new MqttSource(kept.ingest(), List.of(kept.lab()), new MqttSettings("127.0.0.1", 0), kept.log()::tail);
        source.start();
    }

    @AfterEach
    void stop() {
        source.close();
        kept.close();
    }

    @Override
    public SourceLog kept() {
        return kept;
    }

    @Override
    public Sender sender() {
        return new Publishing(source.port());
    }

    @Override
    public boolean tellsRefusals() {
        return true;
    }

    @Override
    public String source() {
        return "mqtt:sensors";
    }

    private record Publishing(Mqtt5BlockingClient client) implements Sender {
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
