package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Mosquitto;
import datalab.testkit.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerts by webhook and MQTT are told, not kept: only those that come once the output is there, and each once, whatever changes
 * in lab.yaml, until somebody asks for all. One without an acknowledgement comes again with the same id.
 */
@Needs(Needs.Part.MOSQUITTO_PUB)
final class AlertsToldOnceIT {
    private static final String LAB = """
            lab: told
            streams:
              readings: {key: name, fields: {name: string, value: number}}
            views:
              counts: {of: readings, by: name, every: 1m, n: count}
            alerts:OUT
              frost: {of: readings, when: value < 0.0}
              often: {of: counts, when: n > 1000}
            """;
    private static final String OUT =
            "\n  out:\n    - {to: hook, path: toldCOLUMNS}\n    - {to: plant, topic: toldCOLUMNS}";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NO_CONTENT = 204;

    @TempDir
    private Path folder;

    /** The group of each message that came, and behind it the number of its columns. */
    private final List<String> posted = new CopyOnWriteArrayList<>();

    private final List<String> published = new CopyOnWriteArrayList<>();
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final CountDownLatch isHeld = new CountDownLatch(1);
    private volatile String held = "nothing";
    private HttpServer receiver;
    private Mosquitto mosquitto;
    private Mqtt5AsyncClient subscriber;
    private DataLabProcess datalab;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", this::receive);
        receiver.start();
        mosquitto = Mosquitto.start();
        subscriber = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(mosquitto.port)
                .buildAsync();
        subscriber.connect().join();
        subscriber
                .subscribeWith()
                .topicFilter("told/#")
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(this::hear)
                .send()
                .join();
        Files.writeString(folder.resolve("datalab.yaml"), """
                servers:
                  hook: {kind: webhook, url: "http://127.0.0.1:%s/", secret: none of yours but ours}
                  plant: {kind: mqtt, url: "mqtt://127.0.0.1:%s"}
                """.formatted(
                        receiver.getAddress().getPort(), mosquitto.port));
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
    }

    @AfterEach
    void stop() throws IOException {
        datalab.close();
        subscriber.disconnect().join();
        mosquitto.close();
        receiver.stop(0);
    }

    @Test
    void areNotToldAgainWhateverChangesUntilSomebodyAsks() throws Exception {
        run("");
        freeze("a");
        await().until(() -> kept() == 1);
        datalab.stop();

        run(OUT.replace("COLUMNS", ""));
        freeze("b");
        awaitTold("name=b 10");
        Ran recomputed =
                Ran.datalab("rebuild", "told.counts", "--url", datalab.url("/").toString());
        assertThat(recomputed.exit()).as(recomputed.output()).isZero();
        datalab.stop();

        run(OUT.replace("COLUMNS", ", columns: {episode: episode, number: number, group: group}"));
        freeze("c");
        awaitTold("name=b 10", "name=c 3");

        Ran asked =
                Ran.datalab("publish", "told.alerts", "--url", datalab.url("/").toString());
        assertThat(asked.exit()).as(asked.output()).isZero();
        awaitTold("name=b 10", "name=c 3", "name=a 3", "name=b 3", "name=c 3");
    }

    @Test
    void comeAgainWithTheSameIdWhereNobodyAcknowledgedThem() throws Exception {
        run(OUT.replace("COLUMNS", ""));
        held = "name=a";
        freeze("a");
        await().until(() -> posted.contains("name=a 10"));
        datalab.kill();
        held = "nothing";
        isHeld.countDown();
        datalab.start("--config", folder.resolve("datalab.yaml").toString());
        freeze("b");
        await().until(() -> posted.contains("name=b 10"));

        assertThat(posted).containsExactly("name=a 10", "name=a 10", "name=b 10");
        assertThat(ids.get(1)).isEqualTo(ids.get(0)).isNotEqualTo(ids.get(2));
    }

    private void run(String out) throws IOException {
        Path labs = Files.createDirectories(folder.resolve("labs").resolve("told"));
        Files.writeString(labs.resolve("lab.yaml"), LAB.replace("OUT", out));
        datalab.start("--config", folder.resolve("datalab.yaml").toString());
    }

    private void freeze(String name) {
        String event = "{\"name\":\"%s\",\"value\":-1}".formatted(name);
        assertThat(datalab.post("/labs/told/streams/readings", "application/json", event)
                        .statusCode())
                .isLessThan(300);
    }

    private int kept() throws IOException {
        return JSON.readTree(datalab.get("/labs/told/streams/alerts").body())
                .path("rows")
                .size();
    }

    private void awaitTold(String... messages) {
        await().untilAsserted(() -> {
            assertThat(posted).containsExactlyInAnyOrder(messages);
            assertThat(published).containsExactlyInAnyOrder(messages);
        });
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            for (JsonNode row : JSON.readTree(body.readAllBytes()).path("rows")) {
                posted.add(told(row.path("row")));
                ids.add(row.path("key").toString());
            }
            if (posted.contains(held + " 10")) {
                isHeld.await();
            }
            exchange.sendResponseHeaders(NO_CONTENT, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(Mqtt5Publish message) {
        try {
            published.add(told(JSON.readTree(new String(message.getPayloadAsBytes(), UTF_8))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String told(JsonNode row) {
        return row.path("group").asText() + " " + row.size();
    }
}
