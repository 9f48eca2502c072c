package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Mosquitto;
import datalab.testkit.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** Alerts over events, windows and silence: told by webhook, MQTT and e-mail through kills, and taken back by late events. */
@Needs(Needs.Part.MOSQUITTO_PUB)
final class AlertsIT {
    private static final String LAB = """
            lab: watched
            streams:
              readings: {key: name, time: at, fields: {name: string, value: number}}
            views:
              per_second: {of: readings, by: name, every: 1s, mean: avg(value)}
            alerts:
              out:
                - {to: hook, path: told}
                - {to: plant, topic: told}
                - {to: mail, address: ops@example.org}
              hot: {title: Too hot, of: readings, when: value > 30.0, until: value < 28.0}
              warm: {of: readings, when: value > 30.0, for: 10s}
              mean: {of: per_second, when: mean > 30.0}
              silent: {of: readings, silent: 4s}
            """;
    private static final String SERVERS = """
            servers:
              hook: {kind: webhook, url: "http://127.0.0.1:HOOK_PORT/", secret: none of yours but ours}
              plant: {kind: mqtt, url: "mqtt://127.0.0.1:MQTT_PORT"}
              mail: {kind: smtp, host: 127.0.0.1, port: MAIL_PORT, security: none, from: datalab@example.org}
            """;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NO_CONTENT = 204;
    private static final int UNAVAILABLE = 503;

    @TempDir
    static Path folder;

    private static final List<JsonNode> taken = new CopyOnWriteArrayList<>();
    private static volatile boolean isAway;
    private static final List<String> mails = new CopyOnWriteArrayList<>();
    private static final AtomicInteger mailsPutOff = new AtomicInteger();
    private static HttpServer receiver;
    private static Mosquitto mosquitto;
    private static SMTPServer mailServer;
    private static DataLabProcess datalab;
    private static String config;

    @BeforeAll
    static void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", AlertsIT::receive);
        receiver.start();
        Path lab = Files.createDirectories(folder.resolve("labs/watched"));
        Files.writeString(lab.resolve("lab.yaml"), LAB);
        mosquitto = Mosquitto.start();
        int mailPort = DataLabProcess.freePort();
        mailServer = SMTPServer.port(mailPort)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandler((context, from, to, mail) -> receiveMail(new String(mail, UTF_8)))
                .build();
        mailServer.start();
        String servers = SERVERS.replace("HOOK_PORT", "" + receiver.getAddress().getPort())
                .replace("MQTT_PORT", "" + mosquitto.port)
                .replace("MAIL_PORT", "" + mailPort);
        config = Files.writeString(folder.resolve("datalab.yaml"), servers).toString();
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start("--config", config);
    }

    @AfterAll
    static void stop() throws IOException {
        mosquitto.close();
        mailServer.stop();
        receiver.stop(0);
        datalab.close();
    }

    private static void receive(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            JsonNode message = JSON.readTree(new String(body.readAllBytes(), UTF_8));
            if (!isAway) {
                message.path("rows").forEach(row -> taken.add(row.path("row")));
            }
            exchange.sendResponseHeaders(isAway ? UNAVAILABLE : NO_CONTENT, -1);
        }
    }

    private static void receiveMail(String mail) throws RejectException {
        if (isAway && mail.contains("Subject: Too hot: name=a (resolved)")) {
            mailsPutOff.incrementAndGet();
            throw new RejectException(452, "4.3.1 try again");
        }
        mails.add(mail);
    }

    @Test
    void areToldOnceThroughKillsAndTakenBackByLateEvents() throws Exception {
        Instant begin = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        send("a", begin, 31);
        awaitTold("hot", "firing", 1);
        assertThat(told("hot").getFirst().path("title").asText()).isEqualTo("Too hot: name=a (firing)");
        assertThat(told("hot").getFirst().path("since").asText()).isEqualTo(begin.toString());
        assertThat(told("hot").getFirst().path("value").asDouble()).isEqualTo(31);

        isAway = true;
        send("a", begin.plusSeconds(8), 29); // not below the bound at which it ends
        send("a", begin.plusSeconds(20), 27);
        Awaitility.await().until(() -> states("hot").equals(List.of("resolved")));
        Awaitility.await().until(() -> mailsPutOff.get() > 0);
        send("c", begin, 31);
        Awaitility.await().until(() -> isMailed("Too hot: name=c (firing)"));
        int before = mailsPutOff.get();
        Awaitility.await().until(() -> mailsPutOff.get() > before + 1); // a step with both has been tried whole
        datalab.kill();
        datalab.start("--config", config);
        isAway = false;
        awaitTold("hot", "resolved", 1);

        send("b", begin, 31);
        send("b", begin.plusSeconds(8), 31);
        send("b", begin.plusSeconds(12), 31);
        awaitTold("warm", "firing", 1);
        send("b", begin.plusSeconds(10), 1); // late: it never was for ten seconds
        awaitTold("warm", "withdrawn", 1);
        assertThat(states("warm")).containsExactly("withdrawn");

        Awaitility.await().untilAsserted(() -> assertThat(told("silent").size()).isGreaterThanOrEqualTo(2));
        Awaitility.await().untilAsserted(() -> assertThat(told("mean").size()).isGreaterThanOrEqualTo(4));
        everyMessageIsOneEventAndCameOnce();
    }

    private static boolean isMailed(String subject) {
        return mails.stream().anyMatch(mail -> mail.contains("Subject: " + subject));
    }

    private static List<String> mailIds() {
        return mails.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("Message-ID: "))
                .toList();
    }

    /** What was told is a stream as any other; each message was acknowledged once, and came no more. */
    private static void everyMessageIsOneEventAndCameOnce() {
        Awaitility.await().untilAsserted(() -> {
            List<String> kept = new ArrayList<>();
            JSON.readTree(datalab.get("/labs/watched/streams/alerts?limit=1000").body())
                    .path("rows")
                    .forEach(row -> kept.add(name(row)));
            assertThat(taken.stream().map(AlertsIT::name)).containsExactlyInAnyOrderElementsOf(kept);
            assertThat(kept).doesNotHaveDuplicates();
            assertThat(mailIds()).hasSameSizeAs(kept).doesNotHaveDuplicates();
            assertThat(isMailed("Too hot: name=a (resolved)")).isTrue();
            assertThat(topics()).hasSameSizeAs(kept);
        });
    }

    /** The topics that the broker has a message for. */
    private static List<String> topics() throws IOException {
        Process reader = new ProcessBuilder(
                        "mosquitto_sub",
                        "-p",
                        "" + mosquitto.port,
                        "-t",
                        "told/#",
                        "-F",
                        "%t",
                        "--retained-only",
                        "-W",
                        "2")
                .start();
        try (InputStream out = reader.getInputStream()) {
            return new String(out.readAllBytes(), UTF_8).lines().toList();
        }
    }

    private static String name(JsonNode message) {
        return message.path("episode").asText() + " " + message.path("number").asInt();
    }

    private static void awaitTold(String alert, String state, int times) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(told(alert).stream()
                                .filter(message ->
                                        message.path("state").asText().equals(state)))
                        .as("told of %s: %s", alert, told(alert))
                        .hasSize(times));
    }

    private static List<JsonNode> told(String alert) {
        return taken.stream()
                .filter(message -> message.path("alert").asText().equals(alert))
                .toList();
    }

    private static List<String> states(String alert) throws IOException {
        List<String> states = new ArrayList<>();
        JSON.readTree(datalab.get("/labs/watched/alerts?alert=" + alert).body())
                .path("rows")
                .forEach(row -> states.add(row.path("state").asText()));
        return states;
    }

    private static void send(String name, Instant at, double value) {
        String event = "{\"name\":\"%s\",\"at\":\"%s\",\"value\":%s}".formatted(name, at, value);
        assertThat(datalab.post("/labs/watched/streams/readings", "application/json", event)
                        .statusCode())
                .isIn(200, 201);
    }
}
