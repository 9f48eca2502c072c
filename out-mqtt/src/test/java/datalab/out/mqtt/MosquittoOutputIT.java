package datalab.out.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import datalab.lab.expression.Column;
import datalab.mqtt.MqttBroker;
import datalab.mqtt.MqttVersion;
import datalab.store.output.OutputFenced;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.Mosquitto;
import datalab.testkit.Needs;
import datalab.testkit.contract.JsonRows;
import datalab.testkit.contract.OutputTargetContract;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs on Debian's mosquitto. */
@Needs(Needs.Part.MOSQUITTO)
final class MosquittoOutputIT implements OutputTargetContract {
    private static final int PACKET_BYTES_MAX = 300_000;
    private static final int ANSWER_SECONDS_MAX = 30;

    private static Mosquitto mosquitto;
    private static MqttTarget target;

    @BeforeAll
    static void start() throws IOException {
        mosquitto = Mosquitto.start("max_packet_size " + PACKET_BYTES_MAX, "max_queued_messages 0");
        target = target(mosquitto, Optional.empty());
    }

    @AfterAll
    static void stop() throws IOException {
        target.close();
        mosquitto.close();
    }

    @Override
    public OutputTarget target() {
        return target;
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        return retained(table).values().stream()
                .map(json -> JsonRows.read(table, json))
                .toList();
    }

    @Test
    void keepsARowUnderTheTopicOfItsKey() {
        OutputTable users = OutputTargetContract.users();
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            writer.write(1, List.of(OutputRow.of("a/b", "Ann"), OutputRow.of("", "Bob"), OutputRow.of("#\n", "Cem")));
        }

        assertThat(retained(users))
                .containsOnlyKeys(users.name() + "/a%2Fb", users.name() + "/", users.name() + "/%23%0A");
        assertThat(retained(users).get(users.name() + "/a%2Fb"))
                .asString()
                .isEqualTo("{\"id\":\"a/b\",\"name\":\"Ann\"}");
    }

    @Test
    void takesNothingOfAWriterThatWasTakenOverFrom() {
        OutputTable users = OutputTargetContract.users();
        target.prepare(users);
        try (OutputWriter frozen = target.open(users);
                OutputWriter newer = target.open(users)) {
            assertThatThrownBy(() -> frozen.write(1, List.of(OutputRow.of("a", "late"))))
                    .isInstanceOf(OutputFenced.class)
                    .hasMessageContaining(users.output());
            newer.write(2, List.of(OutputRow.of("a", "new")));
        }

        assertThat(seen(users)).containsExactly(OutputRow.of("a", "new").values());
    }

    @Test
    void leavesWritersOfOtherOutputsAlone() {
        OutputTable users = OutputTargetContract.users();
        OutputTable others = OutputTargetContract.users();
        try (OutputWriter writer = target.open(users);
                OutputWriter other = target.open(others)) {
            target.prepare(users);
            target.check();
            writer.write(1, List.of(OutputRow.of("a", "Ann")));
            other.write(1, List.of(OutputRow.of("a", "Amy")));
        }

        assertThat(seen(users)).containsExactly(OutputRow.of("a", "Ann").values());
        assertThat(seen(others)).containsExactly(OutputRow.of("a", "Amy").values());
    }

    @Test
    void refusesRowsThatAreTooLargeAndWritesTheOthers() {
        OutputTable users = OutputTargetContract.users();
        OutputRow large = OutputRow.of("large", "x".repeat(PACKET_BYTES_MAX));
        OutputRow longKey = OutputRow.of("/".repeat(22_000), "long");
        OutputRow fitting = OutputRow.of("fitting", "x".repeat(PACKET_BYTES_MAX - 1_000));
        List<RefusedRow> refused;
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            refused = writer.write(1, List.of(OutputRow.of("a", "Ann"), large, longKey, fitting));
        }

        assertThat(refused).extracting(RefusedRow::row).containsExactly(large, longKey);
        assertThat(refused.getFirst().reason()).contains("the broker takes 299936");
        assertThat(refused.getLast().reason()).contains("MQTT takes 65535");
        assertThat(seen(users))
                .containsExactlyInAnyOrder(OutputRow.of("a", "Ann").values(), fitting.values());
    }

    @Test
    void saysThatABrokerIsAway() throws IOException {
        OutputTable users = OutputTargetContract.users();
        MqttTarget away;
        OutputWriter writer;
        try (Mosquitto stopping = Mosquitto.start()) {
            away = target(stopping, Optional.empty());
            writer = away.open(users);
            writer.write(1, List.of(OutputRow.of("a", "Ann")));
        }

        assertThatThrownBy(() -> writer.write(2, List.of(OutputRow.of("a", "Amy"))))
                .isInstanceOf(OutputUnavailable.class)
                .hasMessageContaining("127.0.0.1:");
        assertThatThrownBy(away::check).isInstanceOf(OutputUnavailable.class);
        assertThatThrownBy(() -> away.open(users)).isInstanceOf(OutputUnavailable.class);
        writer.close();
    }

    @Test
    void saysThatAPasswordIsRefusedWithoutShowingIt() throws IOException {
        try (Mosquitto closed = Mosquitto.start("allow_anonymous false")) {
            MqttTarget refused = target(closed, Optional.of(new MqttBroker.Login("ann", "hunter2")));

            assertThatThrownBy(refused::check)
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageContaining("user or password are refused")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"users/#", "users/+/a", "$SYS/users", "a\tb"})
    void saysWhichTopicsNoMessageCanHave(String topic) {
        OutputTable table = OutputTargetContract.table(topic, OutputTargetContract.key("id", Column.Type.STRING));

        assertThatThrownBy(() -> target.prepare(table))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining("topic " + topic);
    }

    private static MqttTarget target(Mosquitto mosquitto, Optional<MqttBroker.Login> login) {
        MqttBroker.Address address = new MqttBroker.Address("127.0.0.1", mosquitto.port, false, List.of());
        return new MqttTarget(new MqttBroker(address, login, "datalab", MqttVersion.V5, MqttBroker.RECEIVE_MAXIMUM));
    }

    /** What a new subscriber gets, by topic. A message of its own comes after all that was retained. */
    private static Map<String, byte[]> retained(OutputTable table) {
        String end = "end/" + UUID.randomUUID();
        Mqtt5BlockingClient client = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(mosquitto.port)
                .buildBlocking();
        client.connect();
        Map<String, byte[]> retained = new LinkedHashMap<>();
        try (Mqtt5BlockingClient.Mqtt5Publishes messages = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith()
                    .topicFilter(table.name() + "/#")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            client.subscribeWith().topicFilter(end).qos(MqttQos.AT_LEAST_ONCE).send();
            client.publishWith().topic(end).qos(MqttQos.AT_LEAST_ONCE).send();
            Mqtt5Publish next = next(messages);
            while (!next.getTopic().toString().equals(end)) {
                retained.put(next.getTopic().toString(), next.getPayloadAsBytes());
                next = next(messages);
            }
        } finally {
            client.disconnect();
        }
        return retained;
    }

    private static Mqtt5Publish next(Mqtt5BlockingClient.Mqtt5Publishes messages) {
        try {
            return messages.receive(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
                    .orElseThrow(() -> new AssertionError("no message within " + ANSWER_SECONDS_MAX + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
