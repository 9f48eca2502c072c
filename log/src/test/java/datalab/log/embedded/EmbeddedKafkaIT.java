package datalab.log.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.lab.event.Offsets;
import datalab.log.AppendResult;
import datalab.log.KafkaLog;
import datalab.log.NewRecord;
import datalab.log.connection.KafkaConnection;
import datalab.runtime.FolderInUse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker's life: first and later starts, what keeps it from starting, and what it survives. */
final class EmbeddedKafkaIT {
    /** For which the session of a broker before it would hold a start up, were it as long as Kafka's usual one. */
    private static final Duration DEFAULT_SESSION = Duration.ofSeconds(9);

    @TempDir
    Path folder;

    @Test
    void hasEverythingAgainAfterASecondStart() {
        try (EmbeddedKafka first = started(0);
                KafkaLog log = log(first)) {
            log.ensureTopic("kept.events", 2);
            append(log, "kept.events");
        }

        Instant before = Instant.now();
        try (EmbeddedKafka second = started(0);
                KafkaLog log = log(second)) {
            log.check();
            Duration took = Duration.between(before, Instant.now());

            assertThat(log.ends("kept.events").byPartition().values()).containsExactlyInAnyOrder(0L, 1L);
            assertThat(took).isLessThan(DEFAULT_SESSION);
        }
    }

    @Test
    void takesOnlyWhoKnowsThePassword() throws Exception {
        try (EmbeddedKafka kafka = started(0);
                KafkaLog log = log(kafka)) {
            log.ensureTopic("kept.events", 1);
            KafkaConnection own = kafka.bootstrap();

            for (KafkaConnection stranger : List.of(
                    KafkaConnection.of(own.servers()), new KafkaConnection(own.servers(), own.user(), "datalab"))) {
                Map<String, Object> settings = new HashMap<>(stranger.clientSettings());
                settings.put("default.api.timeout.ms", 2000);
                settings.put("request.timeout.ms", 1000);
                try (Admin admin = Admin.create(settings)) {
                    assertThatThrownBy(() -> admin.listTopics().names().get()).isInstanceOf(ExecutionException.class);
                }
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("client.properties"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void itsControllerTakesOnlyWhoKnowsThePasswordToo() {
        Map<String, String> settings =
                BrokerSettings.of(folder, new KafkaConnection("127.0.0.1:1", "datalab", "a\"b"), 2, false);

        assertThat(settings.getOrDefault("listener.security.protocol.map", "").split(","))
                .allSatisfy(listener -> assertThat(listener).endsWith(":SASL_PLAINTEXT"));
        assertThat(settings)
                .containsEntry(
                        "listener.name.controller.plain.sasl.server.callback.handler.class",
                        BrokerAuthenticator.class.getName());
    }

    @Test
    void namesAPortThatIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                EmbeddedKafka kafka = new EmbeddedKafka(folder, other.getLocalPort(), false)) {

            assertThatThrownBy(kafka::start)
                    .isInstanceOf(BrokerPortTaken.class)
                    .hasMessage("port " + other.getLocalPort() + " is taken by another program");
        }
    }

    @Test
    void namesAFolderThatIsInUse() {
        try (EmbeddedKafka first = started(0);
                EmbeddedKafka second = new EmbeddedKafka(folder, 0, false)) {

            assertThatThrownBy(second::start).isInstanceOf(FolderInUse.class).hasMessageContaining(folder.toString());
            assertThat(first.writeFailure()).isEmpty();
        }
    }

    @Test
    void startsAgainAfterTheBrokerAskedForTheEnd() {
        try (EmbeddedKafka kafka = started(0);
                KafkaLog log = log(kafka)) {
            log.ensureTopic("kept.events", 1);
            append(log, "kept.events");

            Exit.halt(1, "all log dirs have failed");

            assertThat(kafka.writeFailure())
                    .hasValueSatisfying(text -> assertThat(text).contains("all log dirs"));
            await().until(() -> kafka.writeFailure().isEmpty());
            append(log, "kept.events");
            assertThat(log.ends("kept.events")).isEqualTo(new Offsets(Map.of(0, 2L)));
        }
    }

    @Test
    void takesNothingWhileTheDiskIsNearlyFull() {
        long moreThanAnyDisk = Long.MAX_VALUE;
        try (EmbeddedKafka kafka =
                new EmbeddedKafka(folder, 0, true, moreThanAnyDisk, BrokerGuests.NONE, new SimpleMeterRegistry())) {
            kafka.start();

            await().until(() -> kafka.writeFailure().isPresent());

            assertThat(kafka.writeFailure().orElseThrow()).contains("MiB free");
        }
    }

    private EmbeddedKafka started(int port) {
        EmbeddedKafka kafka = new EmbeddedKafka(folder, port, false);
        kafka.start();
        return kafka;
    }

    private static KafkaLog log(EmbeddedKafka kafka) {
        KafkaLog log = new KafkaLog(kafka.bootstrap(), kafka::writeFailure);
        log.start();
        return log;
    }

    private static void append(KafkaLog log, String topic) {
        Queue<AppendResult> results = new ConcurrentLinkedQueue<>();
        log.append(new NewRecord(topic, null, "x".getBytes(UTF_8), Instant.now(), Map.of()), results::add);
        AppendResult result = await().until(results::poll, found -> found != null);
        assertThat(result).isInstanceOf(AppendResult.Kept.class);
    }
}
