package datalab.ingest.mqtt;

import static datalab.ingest.mqtt.RawClient.PUBACK;
import static datalab.ingest.mqtt.RawClient.PUBCOMP;
import static datalab.ingest.mqtt.RawClient.PUBREC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.ingest.mqtt.RawClient.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MqttProtocolIT {
    private static final String EVENT = "{\"name\":\"a\"}";

    private final MqttFixture mqtt = new MqttFixture();

    @AfterEach
    void stop() {
        mqtt.close();
    }

    @Test
    void acknowledgesInTheOrderOfTheMessagesWhateverTheLogDoes() throws Exception {
        mqtt.log.hold();
        try (RawClient client = new RawClient(mqtt.source.port())) {
            client.connect("a", true);

            client.publish(1, 7, EVENT);
            client.publish(2, 8, EVENT);
            client.publish(0, 0, EVENT);
            client.publish(1, 9, EVENT);
            await().until(() -> mqtt.kept().size() == 4);
            mqtt.log.releaseBackwards();

            assertThat(List.of(client.reply(), client.reply(), client.reply()))
                    .containsExactly(new Reply(PUBACK, 7), new Reply(PUBREC, 8), new Reply(PUBACK, 9));
        }
    }

    @Test
    void takesAMessageOfQos2OnceHoweverOftenItIsSent() throws Exception {
        try (RawClient client = new RawClient(mqtt.source.port())) {
            client.connect("a", true);

            client.publish(2, 5, EVENT);
            client.publish(2, 5, EVENT);
            List<Reply> received = List.of(client.reply(), client.reply());
            client.release(5);
            Reply completed = client.reply();
            client.publish(2, 5, EVENT);
            Reply second = client.reply();

            assertThat(received).containsExactly(new Reply(PUBREC, 5), new Reply(PUBREC, 5));
            assertThat(completed).isEqualTo(new Reply(PUBCOMP, 5));
            assertThat(second).isEqualTo(new Reply(PUBREC, 5));
            assertThat(mqtt.kept()).hasSize(2);
        }
    }

    @Test
    void remembersMessagesOfQos2OfAClientThatComesBack() throws Exception {
        mqtt.log.hold();
        try (RawClient client = new RawClient(mqtt.source.port())) {
            client.connect("a", false);
            client.publish(2, 5, EVENT);
            await().until(() -> mqtt.kept().size() == 1);
        }
        try (RawClient again = new RawClient(mqtt.source.port())) {

            boolean present = again.connect("a", false);
            again.publish(2, 5, EVENT);
            CompletableFuture<Void> released = CompletableFuture.runAsync(mqtt.log::release);
            Reply received = again.reply();

            released.join();
            assertThat(present).isTrue();
            assertThat(received).isEqualTo(new Reply(PUBREC, 5));
            assertThat(mqtt.kept()).hasSize(1);
        }
    }

    @Test
    void forgetsAClientThatWantsToBeForgotten() throws Exception {
        try (RawClient client = new RawClient(mqtt.source.port())) {
            client.connect("a", false);
        }
        try (RawClient again = new RawClient(mqtt.source.port())) {
            assertThat(again.connect("a", true)).isFalse();
        }
        try (RawClient third = new RawClient(mqtt.source.port())) {
            assertThat(third.connect("a", false)).isFalse();
        }
    }

    @Test
    void holdsASenderBackWhileTheLogDoesNotAcknowledge() throws Exception {
        mqtt.log.hold();
        int count = 20_000;
        try (RawClient client = new RawClient(mqtt.source.port())) {
            client.connect("a", true);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> publish(client, count));

            await().until(() -> mqtt.kept().size() >= 300);
            await().during(Duration.ofMillis(300)).until(() -> mqtt.kept().size() < 2000);
            mqtt.log.release();

            await().until(() -> mqtt.kept().size() == count);
            sent.join();
            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ids.add(client.reply().packetId());
            }
            assertThat(ids).isSorted().hasSize(count);
        }
    }

    @Test
    void endsAConnectionThatGoesBeyondItsReceiveMaximum() throws Exception {
        mqtt.log.hold();
        try (RawClient5 client = new RawClient5(mqtt.source.port())) {
            client.connect("a", 10);

            for (int id = 1; id <= MqttConnection.RECEIVE_MAX + 1; id++) {
                client.send("32 [ \"sensors\" %04x {} '%s' ]".formatted(id, EVENT));
            }

            assertThat(client.packet()).startsWith(0xe0, 0x93);
        }
        mqtt.log.release();
    }

    @Test
    void refusesASubscriptionWhereTooMuchIsRemembered() throws Exception {
        String filter = "sensors/" + "x".repeat(50_000);
        try (RawClient5 client = new RawClient5(mqtt.source.port())) {
            client.connect("a", 10);
            List<Integer> codes = new ArrayList<>();

            for (int i = 0; i < 4; i++) {
                client.send("82 [ 0001 {} \"%s%d\" 00 ]".formatted(filter, i));
                codes.add(client.packet()[4] & 0xff);
            }

            assertThat(codes).containsExactly(0x00, 0x00, 0x97, 0x97);
        }
    }

    @Test
    void closesTheConnectionOnAPacketThatIsTooLarge() throws Exception {
        try (RawClient client = new RawClient(mqtt.source.port())) {
            client.connect("a", true);
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> publish(client, "x".repeat(MqttSource.PACKET_BYTES_MAX)));

            assertThat(client.isClosed()).isTrue();
            assertThat(sent.handle((nothing, e) -> true).join()).isTrue();
        }
        assertThat(mqtt.kept()).isEmpty();
    }

    private static void publish(RawClient client, int count) {
        try {
            for (int i = 1; i <= count; i++) {
                client.publish(1, i, "{\"name\":\"a\",\"note\":\"" + "x".repeat(400) + "\"}");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void publish(RawClient client, String payload) {
        try {
            client.publish(1, 1, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
