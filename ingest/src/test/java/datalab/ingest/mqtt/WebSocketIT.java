package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import datalab.http.HostNames;
import datalab.ingest.mqtt.websocket.WebSockets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MQTT over WebSocket: by HiveMQ's client, and by requests that no honest client sends. */
final class WebSocketIT {
    private static final String EVENT = "{\"name\":\"a\",\"value\":5.1}";
    private final MqttFixture mqtt = new MqttFixture(new WebSockets(
            0, new HostNames(true, Set.of("lab.example.org"), Set.of("https://app.example.org")), Optional.empty()));

    @AfterEach
    void stop() {
        mqtt.close();
    }

    @Test
    void keepsWhatIsPublishedByBothVersions() {
        Mqtt5BlockingClient five = client().useMqttVersion5().buildBlocking();
        Mqtt3BlockingClient three = client().useMqttVersion3().buildBlocking();
        five.connect();
        three.connect();

        for (MqttQos qos : new MqttQos[] {MqttQos.AT_LEAST_ONCE, MqttQos.EXACTLY_ONCE}) {
            five.publish(MqttFixture.publish5("sensors/five", qos, EVENT));
            three.publish(MqttFixture.publish3("sensors", qos, EVENT));
        }
        assertThatThrownBy(() -> five.publish(MqttFixture.publish5("sensors", MqttQos.AT_LEAST_ONCE, "5")))
                .isInstanceOf(Mqtt5PubAckException.class);

        assertThat(mqtt.kept()).hasSize(4);
        assertThat(mqtt.rejects()).hasSize(1);
        five.disconnect();
        three.disconnect();
    }

    @Test
    void deliversNewEvents() throws InterruptedException {
        Mqtt5BlockingClient client = client().useMqttVersion5().buildBlocking();
        client.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes messages = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith()
                    .topicFilter("sensors/#")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            client.publish(MqttFixture.publish5("sensors/a", MqttQos.AT_LEAST_ONCE, EVENT));

            assertThat(messages.receive(30, TimeUnit.SECONDS)).isPresent();
        }
        client.disconnect();
    }

    /** As one frame, which is longer than an event may be: what is behind its beginning is passed over as over TCP. */
    @Test
    void endsWhoSendsAFrameOverTheLimit() {
        Mqtt3BlockingClient client = client().useMqttVersion3().buildBlocking();
        client.connect();

        assertThatThrownBy(() ->
                        client.publish(MqttFixture.publish3("sensors", MqttQos.AT_LEAST_ONCE, "x".repeat(3_000_000))))
                .isNotNull();
        Mqtt3BlockingClient next = client().useMqttVersion3().buildBlocking();
        next.connect();
        next.publish(MqttFixture.publish3("sensors", MqttQos.AT_LEAST_ONCE, EVENT));
        assertThat(mqtt.kept()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/mqtt, localhost, -, mqtt, 101",
                "/mqtt, lab.example.org, https://lab.example.org, mqtt, 101",
                "/mqtt, localhost, https://app.example.org, mqtt, 101",
                "/mqtt, localhost, -, 'mqttv3.1, mqtt', 101",
                "/mqtt, localhost, https://evil.example, mqtt, 403",
                "/mqtt, localhost, http://localhost:5173, mqtt, 403",
                "/mqtt, localhost, null, mqtt, 403",
                "/mqtt, evil.example, http://evil.example, mqtt, 421",
                "/mqtt, localhost, -, other, 400",
                "/mqtt, localhost, -, -, 400",
                "/, localhost, -, mqtt, 404",
            })
    void letsInWhomTheHttpServerWould(String path, String host, String origin, String protocol, int status)
            throws IOException {
        String answer = answer("GET " + path + " HTTP/1.1\r\nHost: " + host
                + ":" + port() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (origin == null ? "" : "Origin: " + origin + "\r\n")
                + (protocol == null ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n") + "\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        if (status == 101) {
            assertThat(answer.toLowerCase(Locale.ROOT)).contains("sec-websocket-protocol: mqtt\r\n");
        }
    }

    @Test
    void saysWhatItIsToWhoIsNoWebSocket() throws IOException {
        assertThat(answer("GET /mqtt HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 426 ");
        assertThat(answer("no http at all\r\n\r\n")).startsWith("HTTP/1.1 4");
        assertThat(answer("GET /mqtt HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(10_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
    }

    private MqttClientBuilder client() {
        return MqttClient.builder()
                .serverHost("127.0.0.1")
                .serverPort(port())
                .webSocketConfig(
                        MqttWebSocketConfig.builder().serverPath("mqtt").build());
    }

    private int port() {
        return Integer.parseInt(
                mqtt.source.addresses("h").getOrDefault("WebSocket", "").replaceFirst("^ws://h:(\\d+)/mqtt$", "$1"));
    }

    /** The beginning of what comes back. */
    private String answer(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(US_ASCII));
            out.flush();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            while (!answer.toString(UTF_8).contains("\r\n\r\n")) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    break;
                }
                answer.write(next);
            }
            return answer.toString(UTF_8);
        }
    }
}
