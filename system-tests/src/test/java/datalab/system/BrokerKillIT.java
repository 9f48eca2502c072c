package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Mosquitto;
import datalab.testkit.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker has acknowledged to a device is in the archive, once, whether DataLab is killed or the broker stopped. */
@Needs(Needs.Part.MOSQUITTO)
final class BrokerKillIT {
    /** Seconds for which the broker is away: 60 in the long job. */
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("broker.away.seconds", 2));

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");
    /** Mosquitto 2.0.11 forgets shared subscriptions when it ends, so nothing is shared. */
    private static final String LAB = """
            lab: plant
            streams:
              readings:
                key: number
                unique: number
                fields: {number: integer}
                in: {mqtt: {topic: readings/#, from: broker, share: false}}
            """;

    @TempDir
    private Path folder;

    @Test
    void losesNothingThatTheBrokerHasAcknowledged() throws Exception {
        Files.createDirectories(folder.resolve("labs/plant"));
        Files.writeString(folder.resolve("labs/plant/lab.yaml"), LAB);
        try (Mosquitto mosquitto = Mosquitto.start(Mosquitto.keepingIn(folder));
                DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            String config = settings(mosquitto).toString();
            datalab.start("--config", config);
            Device device = new Device(mosquitto.port);

            device.awaitAcknowledged(100);
            datalab.kill();
            device.awaitAcknowledged(100);
            datalab.start("--config", config);
            device.awaitAcknowledged(100);
            mosquitto.stop();
            Awaitility.await().until(() -> datalab.get("/health/ready").body().contains("readings from broker"));
            assertThat(datalab.get("/health/ready").statusCode()).isEqualTo(200);
            Awaitility.await().pollDelay(AWAY).atMost(AWAY.plus(WITHIN)).until(() -> true);
            mosquitto.startAgain();
            device.awaitAcknowledged(100);
            Set<Long> acknowledged = device.end();

            Awaitility.await().untilAsserted(() -> assertThat(archived(datalab)).containsAll(acknowledged));
            assertThat(datalab.get("/labs/plant").body()).contains("\"rejected\":0");
        }
    }

    private Path settings(Mosquitto mosquitto) throws IOException {
        return Files.writeString(folder.resolve("datalab.yaml"), """
                servers:
                  broker: {kind: mqtt, url: "mqtt://127.0.0.1:%d"}
                """.formatted(mosquitto.port));
    }

    private static Set<Long> archived(DataLabProcess datalab) {
        Set<Long> numbers = new HashSet<>();
        NUMBER.matcher(datalab.get("/labs/plant/streams/readings?limit=10000").body())
                .results()
                .forEach(found -> numbers.add(Long.valueOf(found.group(1))));
        return numbers;
    }

    /** Publishes a number every few milliseconds, and notes those that the broker has acknowledged. */
    @SuppressWarnings("FutureReturnValueIgnored") // a message that fails is none that was acknowledged
    private static final class Device {
        private static final int PAUSE_MILLIS = 20;

        private final Mqtt5AsyncClient client;
        private final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Thread thread = Thread.ofVirtual().unstarted(this::publish);

        Device(int port) {
            client = MqttClient.builder()
                    .useMqttVersion5()
                    .serverHost("127.0.0.1")
                    .serverPort(port)
                    .automaticReconnect()
                    .initialDelay(100, TimeUnit.MILLISECONDS)
                    .maxDelay(500, TimeUnit.MILLISECONDS)
                    .applyAutomaticReconnect()
                    .buildAsync();
            client.connectWith().sessionExpiryInterval(600).send().join();
            thread.start();
        }

        void awaitAcknowledged(int more) {
            int before = acknowledged.size();
            Awaitility.await().until(() -> acknowledged.size() >= before + more);
        }

        Set<Long> end() throws InterruptedException {
            ended.countDown();
            thread.join();
            client.disconnect().join();
            return Set.copyOf(acknowledged);
        }

        private void publish() {
            long number = 0;
            try {
                while (!ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    long sent = number++;
                    client.publishWith()
                            .topic("readings/device")
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .payload(("{\"number\":" + sent + "}").getBytes(UTF_8))
                            .send()
                            .thenAccept(answer -> acknowledged.add(sent));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
