package datalab.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubrec.Mqtt5PubRecReasonCode;
import datalab.log.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MqttSourceIT {
    private static final String EVENT = "{\"name\":\"a\",\"value\":5.1}";

    private final MqttFixture mqtt = new MqttFixture();

    @AfterEach
    void stop() {
        mqtt.close();
    }

    @Test
    void keepsWhatIsPublishedWithEveryQualityOfService() {
        Mqtt5BlockingClient client5 = mqtt.client5("five");
        Mqtt3BlockingClient client3 = mqtt.client3("three");
        client5.connect();
        client3.connect();

        for (MqttQos qos : MqttQos.values()) {
            client5.publish(MqttFixture.publish5("sensors/five", qos, EVENT));
            client3.publish(MqttFixture.publish3("sensors", qos, EVENT));
        }

        await().until(() -> mqtt.kept().size() == 6);
        assertThat(mqtt.log.records("sensors.readings"))
                .extracting(record -> record.headers().get(Headers.SOURCE))
                .contains("mqtt:sensors", "mqtt:sensors/five");
    }

    @Test
    void acknowledgesWhenTheLogHasItAndNotBefore() {
        Mqtt3AsyncClient client = mqtt.client3("early").toAsync();
        client.connect().join();
        mqtt.log.hold();

        CompletableFuture<Mqtt3Publish> acknowledged =
                client.publish(MqttFixture.publish3("sensors", MqttQos.AT_LEAST_ONCE, EVENT));
        await().until(() -> mqtt.kept().size() == 1);
        boolean early = acknowledged.isDone();
        mqtt.log.release();

        assertThat(early).isFalse();
        assertThat(acknowledged).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void saysInVersion5WhyItRefused() {
        Mqtt5BlockingClient client = mqtt.client5("five");
        client.connect();

        assertThatThrownBy(
                        () -> client.publish(MqttFixture.publish5("sensors", MqttQos.AT_LEAST_ONCE, "{'name': 'a'}")))
                .isInstanceOfSatisfying(Mqtt5PubAckException.class, e -> {
                    assertThat(e.getMqttMessage().getReasonCode())
                            .isEqualTo(Mqtt5PubAckReasonCode.PAYLOAD_FORMAT_INVALID);
                    assertThat(e.getMqttMessage()
                                    .getReasonString()
                                    .orElseThrow()
                                    .toString())
                            .startsWith("not_json: ");
                });
        assertThatThrownBy(() -> client.publish(MqttFixture.publish5("elsewhere", MqttQos.AT_LEAST_ONCE, EVENT)))
                .isInstanceOfSatisfying(
                        Mqtt5PubAckException.class,
                        e -> assertThat(e.getMqttMessage().getReasonCode())
                                .isEqualTo(Mqtt5PubAckReasonCode.TOPIC_NAME_INVALID));
        assertThatThrownBy(() -> client.publish(MqttFixture.publish5("sensors", MqttQos.EXACTLY_ONCE, "5")))
                .isInstanceOfSatisfying(
                        Mqtt5PubRecException.class,
                        e -> assertThat(e.getMqttMessage().getReasonCode())
                                .isEqualTo(Mqtt5PubRecReasonCode.PAYLOAD_FORMAT_INVALID));

        assertThat(mqtt.rejects())
                .extracting(reject -> reject.headers().get(Headers.REASON))
                .containsExactly("not_json", "unknown_topic", "not_an_object");
        assertThat(mqtt.rejects().get(1).headers()).doesNotContainKey(Headers.LAB);
    }

    @Test
    void acknowledgesInVersion3WhatItKeptAsAReject() {
        Mqtt3BlockingClient client = mqtt.client3("three");
        client.connect();

        client.publish(MqttFixture.publish3("sensors", MqttQos.AT_LEAST_ONCE, "[]"));
        client.publish(MqttFixture.publish3("sensors", MqttQos.EXACTLY_ONCE, "{}"));
        client.publish(MqttFixture.publish3("elsewhere", MqttQos.AT_LEAST_ONCE, EVENT));

        assertThat(mqtt.rejects()).hasSize(3);
    }

    @Test
    void keepsTheBeginningOfAnEventOverTheLimit() {
        Mqtt3BlockingClient client = mqtt.client3("three");
        client.connect();

        client.publish(MqttFixture.publish3(
                "sensors", MqttQos.AT_LEAST_ONCE, "{\"name\":\"" + "x".repeat(10_000_000) + "\"}"));

        assertThat(mqtt.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.value()).hasSize(64 * 1024);
            assertThat(reject.headers())
                    .containsEntry(Headers.REASON, "too_large")
                    .containsEntry(Headers.PAYLOAD_BYTES, "10000011");
        });
    }

    @Test
    void keepsTheOrderOfAConnection() {
        Mqtt5BlockingClient client = mqtt.client5("five");
        client.connect();
        List<CompletableFuture<?>> all = new ArrayList<>();
        List<String> sent = new ArrayList<>();

        for (int i = 0; i < 5000; i++) {
            sent.add("{\"name\":\"a\",\"count\":" + i + "}");
            all.add(client.toAsync().publish(MqttFixture.publish5("sensors", MqttQos.AT_LEAST_ONCE, sent.getLast())));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();

        assertThat(mqtt.kept()).isEqualTo(sent);
    }

    @Test
    void tellsVersion5ToSlowDownWhileTheLogFails() {
        Mqtt5BlockingClient client = mqtt.client5("five");
        client.connect();

        mqtt.log.fail(true);
        assertRefused(client, Mqtt5PubAckReasonCode.QUOTA_EXCEEDED);
        mqtt.log.stop(true);
        assertRefused(client, Mqtt5PubAckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
        mqtt.log.stop(false);
        client.publish(MqttFixture.publish5("sensors", MqttQos.AT_LEAST_ONCE, EVENT));

        assertThat(mqtt.kept()).hasSize(1);
    }

    private static void assertRefused(Mqtt5BlockingClient client, Mqtt5PubAckReasonCode code) {
        assertThatThrownBy(() -> client.publish(MqttFixture.publish5("sensors", MqttQos.AT_LEAST_ONCE, EVENT)))
                .isInstanceOfSatisfying(Mqtt5PubAckException.class, e -> {
                    assertThat(e.getMqttMessage().getReasonCode()).isEqualTo(code);
                    assertThat(e.getMqttMessage().getReasonString()).hasToString("Optional[the log is stopped]");
                });
    }

    @Test
    void closesAConnectionOfVersion3WhileTheLogFailsSoThatTheClientSendsAgain() {
        Mqtt3AsyncClient client = com.hivemq.client.mqtt.mqtt3.Mqtt3Client.builder()
                .identifier("three")
                .serverHost("127.0.0.1")
                .serverPort(mqtt.source.port())
                .automaticReconnect()
                .initialDelay(50, TimeUnit.MILLISECONDS)
                .applyAutomaticReconnect()
                .buildAsync();
        client.connectWith().cleanSession(false).send().join();

        mqtt.log.fail(true);
        CompletableFuture<Mqtt3Publish> acknowledged =
                client.publish(MqttFixture.publish3("sensors", MqttQos.AT_LEAST_ONCE, EVENT));
        await().until(() -> !client.getState().isConnected());
        mqtt.log.fail(false);

        assertThat(acknowledged).succeedsWithin(Duration.ofSeconds(10));
        assertThat(mqtt.kept()).hasSize(1);
        client.disconnect().join();
    }
}
