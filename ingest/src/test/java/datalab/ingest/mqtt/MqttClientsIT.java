package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import datalab.ingest.MemoryLog;
import datalab.ingest.SampleStreams;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.lab.event.Offsets;
import datalab.log.feed.LogFeeds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MqttClientsIT {
    private static final String EVENT = "{\"name\":\"a\",\"value\":5.1}";

    private final MqttFixture mqtt = new MqttFixture();

    @AfterEach
    void stop() {
        mqtt.close();
    }

    @Test
    void letsANewConnectionTakeOverAClientId() {
        Mqtt5BlockingClient first = mqtt.client5("same");
        first.connect();

        Mqtt5BlockingClient second = mqtt.client5("same");
        second.connect();

        await().until(() -> !first.getState().isConnected());
        second.publish(MqttFixture.publish5("sensors", MqttQos.AT_LEAST_ONCE, EVENT));
        assertThat(mqtt.kept()).hasSize(1);
    }

    @Test
    void refusesOneConnectionTooMany() {
        try (MqttFixture small = new MqttFixture(MqttFixture.limits(1))) {
            small.client3("one").connect();

            assertThatThrownBy(() -> small.client3("two").connect()).hasMessageContaining("SERVER_UNAVAILABLE");
        }
    }

    @Test
    void isReadyOnlyWhereNewClientsAreLetIn() throws Exception {
        try (MqttFixture small = new MqttFixture(MqttFixture.limits(1))) {
            small.source.check();
            await().ignoreExceptions().untilAsserted(() -> small.client3("one").connect());

            assertThatThrownBy(small.source::check).hasMessageContaining("refused");
        }
    }

    @Test
    void keepsTheWillOfAClientThatIsCutOff() throws Exception {
        Mqtt5BlockingClient client = mqtt.client5("mortal");
        client.connectWith()
                .willPublish(MqttFixture.publish5("sensors/mortal", MqttQos.AT_LEAST_ONCE, "{\"name\":\"mortal\"}")
                        .asWill())
                .send();

        Mqtt5BlockingClient heir = mqtt.client5("mortal");
        heir.connect();

        await().until(() -> mqtt.kept().equals(List.of("{\"name\":\"mortal\"}")));
    }

    @Test
    void survivesWhatIsNoMqtt() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), mqtt.source.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        mqtt.client3("after").connect();
    }

    @Test
    void saysWhichPortIsTaken() {
        Ingest ingest = new Ingest(new MemoryLog(), IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC());
        MqttSettings settings = new MqttSettings("127.0.0.1", mqtt.source.port(), MqttLimits.DEFAULT);
        try (MqttSource second = new MqttSource(
                ingest,
                List.of(SampleStreams.sensors()),
                settings,
                new LogFeeds(topic -> Offsets.NONE, topics -> mqtt.tail.open()),
                mqtt.meters)) {

            assertThatThrownBy(second::start)
                    .isInstanceOf(MqttPortTaken.class)
                    .hasMessageContaining("127.0.0.1:" + settings.port());
        }
    }

    @Test
    void takesWhatMosquittoPublishes() throws Exception {
        Process process = new ProcessBuilder(
                        "mosquitto_pub",
                        "-p",
                        Integer.toString(mqtt.source.port()),
                        "-q",
                        "1",
                        "-t",
                        "sensors",
                        "-m",
                        "{\"name\": \"sensor1\", \"value\": 5.1}")
                .inheritIO()
                .start();

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(mqtt.kept()).containsExactly("{\"name\": \"sensor1\", \"value\": 5.1}");
    }
}
