package datalab.system;

import static datalab.testkit.Needs.Part.GRPCURL;
import static datalab.testkit.Needs.Part.NOTEBOOK;
import static datalab.testkit.Needs.Part.PSQL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.log.connection.KafkaConnection;
import datalab.testkit.DataLabProcess;
import datalab.testkit.InstalledPrograms;
import datalab.testkit.Needs;
import datalab.testkit.python.NotebookPython;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of others with a token: each gets in with what it needs and no further, and out within a second of its end. */
final class AccessProgramsIT {
    private static final String EVENT = "{\"name\":\"sensor1\",\"value\":20.5}";
    private static final String COUNT = "select count(*) from sensors.readings";

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static Made reader;
    private static Made device;

    /** A token, and the user that goes with it in PostgreSQL. */
    private record Made(String id, String text, String sqlUser) {}

    @BeforeAll
    static void start() throws Exception {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data")).with("DATALAB_ACCESS_ON", "true");
        datalab.start("sensors", "users");
        reader = created("--role", "read", "--lab", "sensors", "--sql");
        device = created("--role", "write", "--lab", "sensors", "--key", "sensor1");
        Path events = Files.writeString(folder.resolve("events.ndjson"), EVENT + "\n");
        Ran sent = Ran.datalab(
                Map.of("DATALAB_TOKEN", device.text(), "DATALAB_URL", "" + datalab.url("")),
                "send",
                "sensors.readings",
                "" + events,
                "--wait");
        assertThat(sent.exit()).as(sent.output()).isZero();
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    @Needs(PSQL)
    void psqlReadsItsLab() throws Exception {
        assertThat(psql(reader, COUNT).output()).isEqualTo("1\n");
        assertThat(psql(reader, "select count(*) from users.users").output()).contains("permission denied");
        assertThat(psql(reader, "select * from datalab.access_tokens").output()).contains("permission denied");
        assertThat(psql(new Made("", "another", reader.sqlUser()), COUNT).output())
                .contains("password authentication failed");

        Made ended = created("--role", "read", "--lab", "sensors", "--sql");
        assertThat(psql(ended, COUNT).exit()).isZero();
        revoke(ended);
        atOnce(() -> assertThat(psql(ended, COUNT).output()).contains("password authentication failed"));
    }

    @Test
    @Needs(GRPCURL)
    void grpcurlAsksAndSends() throws Exception {
        String question = "{\"lab\":\"sensors\",\"stream\":\"readings\"}";
        String create = "datalab.sensors.ReadingsService/Create";
        assertThat(grpcurl(reader.text(), question, "datalab.v1.Query/Events").output())
                .contains("rows");
        assertThat(grpcurl(reader.text(), EVENT, create).output()).contains("PermissionDenied");
        assertThat(grpcurl(device.text(), EVENT, create).exit()).isZero();
        assertThat(grpcurl(device.text(), EVENT.replace("sensor1", "sensor2"), create)
                        .output())
                .contains("PermissionDenied");
        assertThat(grpcurl(device.text(), question, "datalab.v1.Query/Events").output())
                .contains("PermissionDenied");
        assertThat(grpcurl("", question, "datalab.v1.Query/Events").output()).contains("Unauthenticated");

        Made ended = created("--role", "read", "--lab", "sensors");
        assertThat(grpcurl(ended.text(), question, "datalab.v1.Query/Events").exit())
                .isZero();
        revoke(ended);
        atOnce(() -> assertThat(grpcurl(ended.text(), question, "datalab.v1.Query/Events")
                        .output())
                .contains("Unauthenticated"));
    }

    @Test
    void aKafkaClientReadsTheLog() throws Exception {
        try (KafkaConsumer<String, String> consumer = consumer(reader, reader.id() + "-mine", "sensors.readings")) {
            assertThat(next(consumer)).contains("sensor1");
        }
        try (KafkaConsumer<String, String> consumer = consumer(reader, reader.id(), "users.users")) {
            assertThatThrownBy(() -> next(consumer)).isInstanceOf(TopicAuthorizationException.class);
        }
        try (KafkaConsumer<String, String> consumer = consumer(reader, "datalab", "sensors.readings")) {
            assertThatThrownBy(() -> next(consumer)).isInstanceOf(GroupAuthorizationException.class);
        }
        try (KafkaConsumer<String, String> consumer = consumer(device, device.id(), "sensors.readings")) {
            assertThatThrownBy(() -> next(consumer)).isInstanceOf(TopicAuthorizationException.class);
        }
        Made ended = created("--role", "read", "--lab", "sensors");
        try (KafkaConsumer<String, String> consumer = consumer(ended, ended.id(), "sensors.readings")) {
            next(consumer);

            revoke(ended);

            atOnce(() -> assertThatThrownBy(() -> consumer.poll(Duration.ofMillis(100)))
                    .isInstanceOf(TopicAuthorizationException.class));
        }
        try (KafkaConsumer<String, String> consumer = consumer(ended, ended.id(), "sensors.readings")) {
            assertThatThrownBy(() -> next(consumer)).isInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    @Needs(NOTEBOOK)
    void aNotebookReadsAndIsToldWhatItMayNot() throws Exception {
        Made ended = created("--role", "read", "--lab", "sensors");

        String said = notebook(ended, """
                import datalab, os, time, urllib.request
                lab = datalab.connect().lab("sensors")
                print(lab.stream("readings").frame()["name"].iloc[0])
                try:
                    lab.stream("readings").send([{"name": "sensor1", "value": 1.0}])
                except datalab.NotAllowed as e:
                    print("not allowed:", e)
                revoke = urllib.request.Request(os.environ["DATALAB_URL"] + "/tokens/" + os.environ["ENDED"],
                    method="DELETE", headers={"Authorization": "Bearer " + os.environ["OPERATOR"]})
                print(urllib.request.urlopen(revoke).status)
                time.sleep(1)
                try:
                    lab.stream("readings").frame()
                except datalab.NotAllowed as e:
                    print("ended:", e)
                """);

        assertThat(said).contains("sensor1", "not allowed: ", "the role write", "200", "ended: ", "was revoked");
    }

    private static String notebook(Made token, String source) throws Exception {
        ObjectNode notebook =
                new ObjectMapper().createObjectNode().put("nbformat", 4).put("nbformat_minor", 5);
        notebook.putObject("metadata");
        ObjectNode cell = notebook.putArray("cells")
                .addObject()
                .put("cell_type", "code")
                .put("id", "one")
                .put("source", source);
        cell.putObject("metadata");
        cell.putArray("outputs");
        cell.putNull("execution_count");
        Path file = Files.writeString(folder.resolve("access.ipynb"), notebook.toString());
        String operator = Files.readString(folder.resolve("data/admin-token")).strip();
        NotebookPython.execute(
                file.toAbsolutePath(),
                folder.resolve("ipython").toAbsolutePath(),
                Map.of(
                        "DATALAB_URL",
                        "http://127.0.0.1:" + datalab.httpPort,
                        "DATALAB_TOKEN",
                        token.text(),
                        "ENDED",
                        token.id(),
                        "OPERATOR",
                        operator));
        StringBuilder said = new StringBuilder();
        ExecutedNotebook.read(file)
                .forEach(one ->
                        one.path("outputs").forEach(output -> said.append(ExecutedNotebook.text(output.path("text")))));
        return said.toString();
    }

    private static Ran psql(Made made, String sql) throws Exception {
        String url = "postgresql://" + made.sqlUser() + "@127.0.0.1:" + datalab.postgresPort + "/datalab";
        return Ran.command(List.of("psql", url, "-X", "-At", "-c", sql), Map.of("PGPASSWORD", made.text()));
    }

    private static Ran grpcurl(String token, String message, String method) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(InstalledPrograms.grpcurl().orElseThrow().toString(), "-plaintext"));
        if (!token.isEmpty()) {
            command.addAll(List.of("-H", "authorization: Bearer " + token));
        }
        command.addAll(List.of("-d", message, "127.0.0.1:" + datalab.grpcPort, method));
        return Ran.command(command, Map.of());
    }

    private static KafkaConsumer<String, String> consumer(Made made, String group, String topic) {
        Map<String, Object> settings = new HashMap<>(
                new KafkaConnection("127.0.0.1:" + datalab.kafkaPort, made.id(), made.text()).clientSettings());
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        settings.put("key.deserializer", StringDeserializer.class.getName());
        settings.put("value.deserializer", StringDeserializer.class.getName());
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings);
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    private static String next(KafkaConsumer<String, String> consumer) {
        List<String> values = new ArrayList<>();
        Awaitility.await().until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(one -> values.add(one.value()));
            return !values.isEmpty();
        });
        return values.getFirst();
    }

    private static void atOnce(ThrowingRunnable check) {
        Awaitility.await().atMost(Duration.ofSeconds(1)).untilAsserted(check);
    }

    private static Made created(String... grant) throws Exception {
        List<String> command = new ArrayList<>(List.of("token", "create", "--name", "test", "--json"));
        command.addAll(List.of(grant));
        JsonNode token = new ObjectMapper().readTree(operator(command).output());
        return new Made(
                token.path("id").asText(),
                token.path("token").asText(),
                token.path("sql_user").asText());
    }

    private static void revoke(Made made) throws Exception {
        operator(List.of("token", "revoke", made.id()));
    }

    private static Ran operator(List<String> command) throws Exception {
        Map<String, String> environment =
                Map.of("DATALAB_DATA", "" + folder.resolve("data"), "DATALAB_URL", "" + datalab.url(""));
        Ran ran = Ran.datalab(environment, command.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.output()).isZero();
        return ran;
    }
}
