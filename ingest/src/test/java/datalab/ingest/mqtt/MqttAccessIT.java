package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import datalab.access.Access;
import datalab.access.AccessDenied;
import datalab.access.AccessRole;
import datalab.access.Authority;
import datalab.access.Caller;
import datalab.access.Grant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may connect, publish and subscribe; all of it in the lab {@code sensors}. */
class MqttAccessIT {
    private static final String EVENT = "{\"name\":\"a\",\"value\":5.1}";
    private static final String OTHER = "{\"name\":\"b\",\"value\":5.1}";

    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final MqttFixture mqtt = new MqttFixture(Access.by(List.of(authority()), Set.of(), new NoTokens()));

    @AfterEach
    void stop() {
        mqtt.close();
    }

    @Test
    void refusesWhoShowsNothingOrSomethingUnknown() {
        assertThatThrownBy(() -> mqtt.client5("a").connect()).hasMessageContaining("NOT_AUTHORIZED");
        assertThatThrownBy(() -> connected5("a", "unknown")).hasMessageContaining("BAD_USER_NAME_OR_PASSWORD");
        assertThatThrownBy(() -> mqtt.client3("a").connect()).hasMessageContaining("NOT_AUTHORIZED");
        assertThatThrownBy(() -> connected3("a", "unknown")).hasMessageContaining("BAD_USER_NAME_OR_PASSWORD");
        assertThatThrownBy(() -> connected5("a", "later")).hasMessageContaining("SERVER_UNAVAILABLE");
    }

    @Test
    void isAliveForItsOwnProbe() throws Exception {
        mqtt.source.check();
    }

    @Test
    void takesFromAWriterUnderItsKeyAlone() {
        grants.put("device", new Grant(AccessRole.WRITE, "sensors", "a"));
        Mqtt5BlockingClient device = connected5("device", "device");

        device.publish(MqttFixture.publish5("sensors", MqttQos.AT_LEAST_ONCE, EVENT));
        refused(device, OTHER);

        assertThat(mqtt.kept()).containsExactly(EVENT);
        assertThat(mqtt.rejects()).hasSize(1);
    }

    @Test
    void keepsNothingOfWhoMayOnlyRead() {
        grants.put("reader", Grant.in("sensors", AccessRole.READ));

        refused(connected5("reader", "reader"), EVENT);

        assertThat(mqtt.kept()).isEmpty();
        assertThat(mqtt.rejects()).isEmpty();
        Mqtt3BlockingClient old = connected3("old", "reader");
        assertThatThrownBy(() -> old.publishWith()
                        .topic("sensors")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(EVENT.getBytes(UTF_8))
                        .send())
                .as("MQTT 3.1.1 cannot say no, so the connection ends")
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void letsOnlyReadersSubscribe() {
        grants.put("reader", Grant.in("sensors", AccessRole.READ));
        grants.put("writer", Grant.in("sensors", AccessRole.WRITE));
        grants.put("stranger", Grant.in("elsewhere", AccessRole.ADMIN));

        connected5("reader", "reader").subscribeWith().topicFilter("sensors/#").send();
        for (String token : List.of("writer", "stranger")) {
            Mqtt5BlockingClient client = connected5(token, token);
            assertThatThrownBy(() -> client.subscribeWith().topicFilter("#").send())
                    .hasMessageContaining("SUBACK");
        }
    }

    @Test
    void endsAConnectionSoonAfterItsTokenWasRevoked() {
        grants.put("device", Grant.in("sensors", AccessRole.WRITE));
        Mqtt5BlockingClient device = connected5("device", "device");
        device.publish(MqttFixture.publish5("sensors", MqttQos.AT_LEAST_ONCE, EVENT));

        grants.remove("device");

        await().atMost(Duration.ofSeconds(1)).until(() -> !device.getState().isConnected());
    }

    @Test
    void givesNobodyTheSessionOfSomebodyElse() {
        grants.put("one", Grant.in("sensors", AccessRole.READ));
        grants.put("two", Grant.in("sensors", AccessRole.READ));
        Mqtt5BlockingClient one = connected5("same", "one");

        Mqtt5BlockingClient two = mqtt.client5("same");
        boolean present = two.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(60)
                .simpleAuth()
                .username("any")
                .password("two".getBytes(UTF_8))
                .applySimpleAuth()
                .send()
                .isSessionPresent();

        assertThat(present).isFalse();
        assertThat(one.getState().isConnected()).isTrue();
    }

    private void refused(Mqtt5BlockingClient client, String event) {
        assertThatThrownBy(() -> client.publish(MqttFixture.publish5("sensors", MqttQos.AT_LEAST_ONCE, event)))
                .isInstanceOfSatisfying(
                        Mqtt5PubAckException.class,
                        e -> assertThat(e.getMqttMessage().getReasonCode())
                                .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED));
    }

    private Mqtt5BlockingClient connected5(String id, String token) {
        Mqtt5BlockingClient client = mqtt.client5(id);
        client.connectWith()
                .cleanStart(true)
                .sessionExpiryInterval(60)
                .simpleAuth()
                .username("any")
                .password(token.getBytes(UTF_8))
                .applySimpleAuth()
                .send();
        return client;
    }

    private Mqtt3BlockingClient connected3(String id, String token) {
        Mqtt3BlockingClient client = mqtt.client3(id);
        client.connectWith()
                .simpleAuth()
                .username("any")
                .password(token.getBytes(UTF_8))
                .applySimpleAuth()
                .send();
        return client;
    }

    private Authority authority() {
        return shown -> {
            if (shown.equals("later")) {
                throw AccessDenied.unavailable("tokens cannot be looked up now");
            }
            Grant grant = grants.get(shown);
            return Optional.ofNullable(grant)
                    .map(known -> new Caller("token " + shown, List.of(known), () -> grants.containsKey(shown)));
        };
    }
}
