package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.log.connection.KafkaConnection;
import datalab.testkit.DataLabProcess;
import datalab.testkit.LogFiles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log that loses what was acknowledged: its stream says so and takes nothing until a person decides, nor does a process that
 * only takes events and has no PostgreSQL.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LogLostIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "kill.readings";

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static DataLabProcess door;
    private static final List<Integer> sent = new ArrayList<>();
    private int refused;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(folder.resolve("labs/kill"));
        Files.writeString(folder.resolve("labs/kill/lab.yaml"), KillIT.LAB);
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
        datalab.start();
        KafkaConnection kafka = datalab.kafka();
        door = new DataLabProcess(folder.resolve("labs"), folder.resolve("door"))
                .withRole("ingest")
                .with("DATALAB_KAFKA_BOOTSTRAP", kafka.servers())
                .with("DATALAB_KAFKA_USER", kafka.user())
                .with("DATALAB_KAFKA_PASSWORD", kafka.password());
        door.start();
    }

    @AfterAll
    static void stop() {
        door.close();
        datalab.close();
    }

    @Test
    @Order(1)
    void refusesWhatComesAfterACutAlsoAfterARestart() throws IOException {
        send(200);
        awaitArchived();
        int partition = lastPartition();

        datalab.kill();
        new LogFiles(folder.resolve("data/kafka")).cut(TOPIC, partition, 100);
        datalab.startUnready();

        assertRefused("records are missing");
        datalab.kill();
        datalab.startUnready();
        assertRefused("records are missing");
        door.stop();
        door.startUnready();
        assertRefused("records are missing");
        assertThat(stream().path("lag").isNull()).isTrue();
        assertThat(stream().path("alarm").asText()).contains("./datalab resume " + TOPIC);
        await().until(() -> lag().equals("NaN"));
    }

    @Test
    @Order(2)
    void goesOnWhenAPersonSaysSoAndLosesNothingMore() throws Exception {
        Ran asked = Ran.datalab("resume", TOPIC, "--url", datalab.url("/").toString());
        Ran accepted = Ran.datalab(
                "resume", TOPIC, "--accept-loss", "--url", datalab.url("/").toString());

        assertThat(asked.exit()).isEqualTo(1);
        assertThat(asked.output()).contains("records are missing", "--accept-loss");
        assertThat(accepted.exit()).as(accepted.output()).isZero();
        send(200);
        Coordinate at = sendByDoor();
        assertThat(awaitArchived().events().values()).extracting(Event::at).contains(at);
        assertThat(lag()).isEqualTo("0.0");
        assertThat(datalab.get("/health/ready").statusCode()).isEqualTo(200);
        datalab.kill();
        datalab.start();
        send(50);
        awaitArchived();
    }

    @Test
    @Order(3)
    void refusesWhileItsTopicIsGoneAndWhenItWasMadeAnew() throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(datalab.kafka().clientSettings()))) {
            admin.deleteTopics(List.of(TOPIC)).all().get();
        }

        await().until(() -> datalab.get("/health/ready").body().contains("was deleted"));
        assertRefused("was deleted");
        datalab.kill();
        datalab.startUnready(); // which makes the topic anew
        assertRefused("made anew");
        await().until(() -> lag().equals("NaN"));
        Ran accepted = Ran.datalab(
                "resume", TOPIC, "--accept-loss", "--url", datalab.url("/").toString());

        assertThat(accepted.exit()).as(accepted.output()).isZero();
        send(100);
        sendByDoor();
        awaitArchived();
        assertThat(ArchivedFold.awaitSettled(datalab, KillIT.LAB, SOON).ids()).doesNotHaveDuplicates();
    }

    private static void send(int count) {
        for (int i = 0; i < count; i++) {
            int id = sent.size();
            HttpResponse<String> answer = post(datalab, id);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            sent.add(id);
        }
    }

    /** By the process without a store, once it has heard; answers where in the stream it says the event is. */
    private static Coordinate sendByDoor() throws IOException {
        int id = sent.size();
        HttpResponse<String> answer = await().until(() -> post(door, id), it -> it.statusCode() == 201);
        sent.add(id);
        String[] at = JSON.readTree(answer.body()).path("_at").asText().split(":", 2);
        return new Coordinate(Integer.parseInt(at[0]), Long.parseLong(at[1]));
    }

    private static HttpResponse<String> post(DataLabProcess process, int id) {
        String event = "{\"id\":%d,\"name\":\"sensor%d\",\"value\":%d}".formatted(id, id % 7, id % 10);
        return process.post("/labs/kill/streams/readings", "application/json", event);
    }

    private void assertRefused(String why) {
        assertRefused(datalab, why);
        await().until(() -> door.get("/health/ready").body().contains(why));
        assertRefused(door, why);
    }

    private void assertRefused(DataLabProcess process, String why) {
        for (int attempt = 0; attempt < 5; attempt++, refused++) {
            HttpResponse<String> answer = post(process, 1_000_000 + refused);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).contains(why);
        }
        assertThat(process.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(process.get("/health/ready").body()).contains(TOPIC);
    }

    private static ArchivedFold awaitArchived() throws IOException {
        ArchivedFold archive = ArchivedFold.awaitSettled(datalab, KillIT.LAB, SOON);
        assertThat(archive.ids()).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(archive.served("totals")).isEqualTo(archive.folded("totals"));
        return archive;
    }

    private static int lastPartition() throws IOException {
        for (JsonNode partition : stream().path("partitions")) {
            if (partition.path("next_offset").asLong() > 10) {
                return partition.path("partition").asInt();
            }
        }
        throw new IllegalStateException("no partition has events");
    }

    private static String lag() {
        String name = "datalab_process_lag{stream=\"" + TOPIC + "\"} ";
        return datalab.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    private static JsonNode stream() throws IOException {
        return JSON.readTree(datalab.get("/labs/kill").body()).path("streams").get(0);
    }
}
