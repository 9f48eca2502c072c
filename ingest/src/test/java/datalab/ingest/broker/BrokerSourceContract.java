package datalab.ingest.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import datalab.mqtt.MqttVersion;
import datalab.testkit.Mosquitto;
import datalab.testkit.Needs;
import datalab.testkit.contract.SourceContract;
import datalab.testkit.contract.SourceLog;
import datalab.testkit.contract.TestSender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of sources for messages that come from mosquitto, the same for each version of MQTT. */
@Needs(Needs.Part.MOSQUITTO)
abstract class BrokerSourceContract implements SourceContract {
    @TempDir
    private Path folder;

    private Mosquitto mosquitto;
    private SourceLog kept;
    private BrokerSource source;

    abstract MqttVersion version();

    @BeforeEach
    void start() throws IOException {
        mosquitto = Mosquitto.start();
        kept = new SourceLog(folder.resolve("kafka"));
        source = startSource();
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
        kept.close();
        mosquitto.close();
    }

    @Override
    public final SourceLog kept() {
        return kept;
    }

    @Override
    public final String source() {
        return "broker:plant/sensors";
    }

    /** Its senders hear of the broker alone. */
    @Override
    public final boolean tellsRefusals() {
        return false;
    }

    @Override
    public final TestSender sender() {
        return new Publishing(BrokerFixture.publisher(mosquitto.port));
    }

    /** The broker keeps what was published, so no sender hears of it: nothing may be lost, even where the source ends then. */
    @Test
    @Override
    public void acknowledgesNothingWhileTheLogIsStopped() {
        kept.stopBroker();
        try (TestSender sender = sender()) {
            for (int i = 0; i < 300; i++) {
                sender.send(BrokerFixture.event(i).getBytes(UTF_8));
            }
        }
        source.close();
        kept.startBroker();

        source = startSource();

        assertThat(kept.events(300))
                .isEqualTo(
                        IntStream.range(0, 300).mapToObj(BrokerFixture::event).toList());
    }

    @Test
    void takesUpItsSessionWhereItLeftIt() {
        source.close();
        try (TestSender sender = sender()) {
            for (int i = 0; i < 50; i++) {
                sender.send(BrokerFixture.event(i).getBytes(UTF_8));
            }
        }

        source = startSource();

        assertThat(kept.events(50)).hasSize(50);
    }

    /** The second filter covers the first: what both match comes once. */
    private BrokerSource startSource() {
        BrokerSource starting = BrokerFixture.source(
                kept,
                folder,
                BrokerFixture.broker(mosquitto.port, version()),
                new SimpleMeterRegistry(),
                BrokerFixture.from("sensors", "sensors/#"));
        starting.start();
        return starting;
    }

    private record Publishing(Mqtt5BlockingClient client) implements TestSender {

        @Override
        public Told send(byte[] payload) {
            client.publishWith()
                    .topic("sensors")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload)
                    .send();
            return Told.ACCEPTED;
        }

        @Override
        public void close() {
            client.disconnect();
        }
    }
}
