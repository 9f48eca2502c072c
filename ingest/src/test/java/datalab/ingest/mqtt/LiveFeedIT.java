package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveFeedIT {
    private final MqttFixture mqtt = new MqttFixture();

    @AfterEach
    void stop() {
        mqtt.close();
    }

    @Test
    void deliversNewEventsToThoseWhoSubscribe() throws Exception {
        Mqtt5BlockingClient reader = mqtt.client5("reader");
        Mqtt3BlockingClient writer = mqtt.client3("writer");
        reader.connect();
        writer.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes events = reader.publishes(MqttGlobalPublishFilter.ALL)) {
            writer.publish(publish("{\"name\":\"before\"}"));
            reader.subscribeWith()
                    .topicFilter("sensors/#")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();

            writer.publish(publish("{\"name\":\"a\",\"value\":5.1}"));
            Mqtt5Publish event = events.receive(5, TimeUnit.SECONDS).orElseThrow();

            assertThat(event.getTopic()).hasToString("sensors/one");
            assertThat(new String(event.getPayloadAsBytes(), UTF_8))
                    .contains("\"name\":\"a\"", "\"value\":5.1", "\"_at\":\"0:1\"");
        }
    }

    @Test
    void refusesAFilterThatNoStreamDeclares() {
        Mqtt3BlockingClient reader = mqtt.client3("reader");
        reader.connect();

        assertThatThrownBy(
                        () -> reader.subscribeWith().topicFilter("elsewhere/#").send())
                .isInstanceOf(Mqtt3SubAckException.class);
    }

    private static Mqtt3Publish publish(String payload) {
        return Mqtt3Publish.builder()
                .topic("sensors/one")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(UTF_8))
                .build();
    }
}
