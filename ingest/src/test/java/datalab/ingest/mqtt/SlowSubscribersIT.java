package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowSubscribersIT {
    private static final int EVENTS = 300;
    private static final int MORE = 500;
    private static final int WAITING_MAX = 300;

    private final MqttFixture mqtt = new MqttFixture(fewWait());

    @AfterEach
    void stop() {
        mqtt.close();
    }

    @Test
    void deliversAllToAClientThatTakesTwentyAtATime() throws Exception {
        Mqtt5BlockingClient reader = mqtt.client5("twenty");
        reader.connectWith()
                .restrictions()
                .receiveMaximum(20)
                .applyRestrictions()
                .send();
        try (Mqtt5BlockingClient.Mqtt5Publishes events = reader.publishes(MqttGlobalPublishFilter.ALL)) {
            reader.subscribeWith()
                    .topicFilter("sensors/#")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();

            publish(EVENTS);

            List<String> got = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                Mqtt5Publish event = events.receive(10, TimeUnit.SECONDS).orElseThrow();
                got.add(new String(event.getPayloadAsBytes(), UTF_8));
            }
            assertThat(got.getFirst()).contains("\"count\":0,");
            assertThat(got.getLast()).contains("\"count\":" + (EVENTS - 1) + ",");
            assertThat(mqtt.lost()).isZero();
        }
    }

    /** Its receive maximum is 20; the events come while it is away. */
    @Test
    void deliversAllToMosquittosSubscriber() throws Exception {
        mosquittoSub("-E").waitFor();

        publish(EVENTS);

        Process process = mosquittoSub("-C", Integer.toString(EVENTS));
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.lines()).hasSize(EVENTS);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void countsAndTellsWhatAClientLosesThatDoesNotAcknowledge() throws Exception {
        try (RawClient5 slow = new RawClient5(mqtt.source.port())) {
            slow.connect("slow", 5);
            slow.subscribe("sensors/#");

            publish(5);
            for (int i = 0; i < 5; i++) {
                assertThat(slow.delivery()).doesNotContain("lost");
            }
            publish(MORE - 5);
            int lost = MORE - 5 - WAITING_MAX;
            await().until(() -> mqtt.lost() == lost);
            slow.acknowledge(1);

            assertThat(slow.delivery()).contains("lost", Integer.toString(lost));
        }
    }

    private static MqttLimits fewWait() {
        MqttLimits usual = MqttLimits.DEFAULT;
        return new MqttLimits(
                usual.connectionsMax(),
                usual.sessionBytesMax(),
                usual.sessionsBytesMax(),
                usual.sessionExpiryMax(),
                WAITING_MAX,
                usual.recentBytesMax());
    }

    private void publish(int events) {
        Mqtt3AsyncClient writer = mqtt.client3("writer").toAsync();
        writer.connect().join();
        List<CompletableFuture<?>> acknowledged = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String event = "{\"name\":\"a\",\"count\":" + i + "}";
            acknowledged.add(writer.publish(MqttFixture.publish3("sensors", MqttQos.AT_LEAST_ONCE, event)));
        }
        CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new)).join();
        writer.disconnect().join();
    }

    private Process mosquittoSub(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("mosquitto_sub", "-V", "5", "-q", "1", "-t", "sensors/#"));
        command.addAll(List.of("-c", "-i", "mosquitto", "-x", "600", "-W", "20"));
        command.addAll(List.of("-p", Integer.toString(mqtt.source.port())));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
