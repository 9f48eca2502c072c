package datalab.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.lab.event.Offsets;
import datalab.log.connection.KafkaConnection;
import datalab.log.connection.UnusableConnection;
import datalab.log.embedded.EmbeddedKafka;
import datalab.log.topic.Replication;
import datalab.log.topic.Retention;
import datalab.log.topic.TopicKeeping;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log against a real broker. */
final class KafkaLogIT {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00.123Z");
    private static final Duration KAFKAS_OWN = Duration.ofDays(7);

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static KafkaLog log;

    @BeforeAll
    static void start() {
        kafka = new EmbeddedKafka(folder, 0, false);
        kafka.start();
        log = new KafkaLog(kafka.bootstrap(), kafka::writeFailure);
        log.start();
    }

    @AfterAll
    static void stop() {
        log.close();
        kafka.close();
    }

    @Test
    void refusesATopicThatWouldLoseEvents() {
        try (Admin admin = KafkaTopics.admin(kafka.bootstrap())) {
            NewTopic topic = new NewTopic("log.unfit", 1, (short) 1);
            topic.configs(Map.of("cleanup.policy", "compact,delete", "max.message.bytes", "1000"));
            KafkaTopics.get(admin.createTopics(List.of(topic)).all());
        }

        assertThatThrownBy(() -> log.ensureTopic("log.unfit", 1))
                .isInstanceOf(UnfitTopic.class)
                .hasMessageStartingWith(
                        "topic log.unfit has cleanup.policy=compact,delete, and needs delete: compacting")
                .hasMessageEndingWith("; it has max.message.bytes=1000, and needs 2097152 for the largest events");
    }

    @Test
    void refusesATopicThatIsKeptLessSafelyThanItMust() {
        log.ensureTopic("log.alone", 1);

        try (KafkaLog safe = asking(new TopicKeeping(new Replication(2, 2), Retention.OF_CLUSTER))) {
            assertThatThrownBy(() -> safe.ensureTopic("log.alone", 1))
                    .isInstanceOf(UnfitTopic.class)
                    .hasMessage("topic log.alone has 1 replicas, replication asks for 2;"
                            + " it has min.insync.replicas=1, min_insync_replicas asks for 2");
            assertThatThrownBy(() -> safe.ensureTopic("log.of_two", 1))
                    .isInstanceOf(LogUnavailable.class) // the other broker may come
                    .hasMessageContaining("topic log.of_two cannot be made")
                    .hasMessageContaining("only 1 broker(s) are registered");
        }
    }

    @Test
    void bringsTopicsOfItsOwnBrokerToTheRetention() {
        try (KafkaLog days = asking(keeping(Duration.ofDays(30), true));
                KafkaLog hours = asking(keeping(Duration.ofHours(2), true))) {
            days.ensureTopic("log.kept", 1);
            assertThat(retention("log.kept")).isEqualTo(Duration.ofDays(30).toMillis());
            log.ensureTopic("log.kept", 1); // where nothing is said, nothing is changed
            assertThat(retention("log.kept")).isEqualTo(Duration.ofDays(30).toMillis());

            hours.ensureTopic("log.kept", 1);

            assertThat(retention("log.kept")).isEqualTo(Duration.ofHours(2).toMillis());
            hours.ensureCompactedTopic("log.last");
            assertThat(retention("log.last")).isEqualTo(KAFKAS_OWN.toMillis());
        }
    }

    @Test
    void refusesATopicOfAClusterThatForgetsTooSoon() {
        log.ensureTopic("log.week", 1);

        try (KafkaLog days = asking(keeping(Duration.ofDays(30), false));
                KafkaLog hours = asking(keeping(Duration.ofHours(2), false))) {
            assertThatThrownBy(() -> days.ensureTopic("log.week", 1))
                    .isInstanceOf(UnfitTopic.class)
                    .hasMessage("topic log.week has retention.ms=604800000, kafka.retention asks for 2592000000");
            hours.ensureTopic("log.week", 1); // kept longer than asked for: a warning
        }
        assertThat(retention("log.week")).isEqualTo(KAFKAS_OWN.toMillis());
    }

    private static TopicKeeping keeping(Duration time, boolean alters) {
        return new TopicKeeping(Replication.OF_CLUSTER, new Retention(time, alters));
    }

    private static long retention(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = KafkaTopics.admin(kafka.bootstrap())) {
            Config config = Objects.requireNonNull(
                    KafkaTopics.get(admin.describeConfigs(List.of(resource)).all())
                            .get(resource));
            return Long.parseLong(config.get("retention.ms").value());
        }
    }

    private static KafkaLog asking(TopicKeeping keeping) {
        KafkaLog safe = new KafkaLog(kafka.bootstrap(), keeping, Optional::empty, AcknowledgedOffsets.inMemory());
        safe.start();
        return safe;
    }

    @Test
    void saysWhyNoClientCanBeMade() {
        KafkaConnection connection = new KafkaConnection(
                "127.0.0.1:1",
                "",
                "",
                Map.of(
                        "security.protocol",
                        "SSL",
                        "ssl.truststore.type",
                        "PEM",
                        "ssl.truststore.location",
                        "/none.pem"));

        try (KafkaLog unusable = new KafkaLog(connection)) {
            assertThatThrownBy(unusable::start)
                    .isInstanceOf(UnusableConnection.class)
                    .hasMessageContaining("the log cannot be reached at 127.0.0.1:1")
                    .hasMessageContaining("/none.pem");
        }
    }

    @Test
    void takesAnExistingTopicAsItIs() {
        log.ensureTopic("log.existing", 3);

        int partitions = log.ensureTopic("log.existing", 7);

        assertThat(partitions).isEqualTo(3);
        assertThat(log.ends("log.existing")).isEqualTo(new Offsets(Map.of(0, 0L, 1, 0L, 2, 0L)));
        assertThat(log.beginnings("log.existing")).isEqualTo(new Offsets(Map.of(0, 0L, 1, 0L, 2, 0L)));
    }

    @Test
    void keepsTheOrderOfAKeyAndTellsTheTail() {
        log.ensureTopic("log.order", 4);
        try (LogTail tail = log.tail(List.of("log.order"))) {
            List<String> sent =
                    IntStream.range(0, 500).mapToObj(Integer::toString).toList();

            sent.forEach(text -> append("log.order", "one key", text));

            List<LogRecord> seen = new ArrayList<>();
            await().until(() -> {
                List<LogRecord> some = tail.poll(Duration.ofMillis(100));
                assertThat(some).as("each may be large").hasSizeLessThanOrEqualTo(64);
                seen.addAll(some);
                return seen.size() >= sent.size();
            });
            assertThat(seen).extracting(KafkaLogIT::text).isEqualTo(sent);
            assertThat(seen)
                    .extracting(r -> r.at().partition())
                    .containsOnly(seen.getFirst().at().partition());
        }
    }

    @Test
    void carriesHeadersAndTheTimeOfArrival() {
        log.ensureTopic("log.headers", 1);
        try (LogTail tail = log.tail(List.of("log.headers"))) {
            Map<String, String> headers = Map.of(Headers.SOURCE, "mqtt:µ", Headers.ONCE, "a#1");

            AppendResult appended = append(new NewRecord("log.headers", null, bytes("x"), NOON, headers));

            LogRecord seen =
                    await().until(() -> first(tail), Optional::isPresent).orElseThrow();
            assertThat(appended).isEqualTo(new AppendResult.Kept(seen.at(), NOON));
            assertThat(seen.timestamp()).isEqualTo(NOON);
            assertThat(seen.headers()).isEqualTo(headers);
            assertThat(seen.headers().get(Headers.ONCE)).isEqualTo("a#1");
            assertThat(seen.headers().get("absent")).isNull();
        }
    }

    @Test
    void reportsARecordThatIsTooLargeAsFailed() {
        log.ensureTopic("log.large", 1);

        AppendResult appended = append(new NewRecord("log.large", null, new byte[3 << 20], NOON, Map.of()));

        assertThat(appended).isInstanceOf(AppendResult.Failed.class);
    }

    @Test
    void reportsAnAppendToNoTopicAsFailed() {
        AppendResult appended = append(new NewRecord("log.absent", null, bytes("x"), NOON, Map.of()));

        assertThat(appended).isInstanceOf(AppendResult.Failed.class);
    }

    @Test
    void refusesWhileThereIsTrouble() {
        try (KafkaLog troubled = new KafkaLog(kafka.bootstrap(), () -> Optional.of("the disk is full"))) {
            troubled.start();
            Queue<AppendResult> results = new ConcurrentLinkedQueue<>();

            troubled.append(new NewRecord("log.any", null, bytes("x"), NOON, Map.of()), results::add);

            assertThat(results).containsExactly(new AppendResult.Failed("the disk is full"));
            assertThatThrownBy(troubled::check)
                    .isInstanceOf(LogUnavailable.class)
                    .hasMessage("the disk is full");
        }
    }

    private static void append(String topic, String key, String text) {
        log.append(new NewRecord(topic, key, bytes(text), NOON, Map.of()), result -> {});
    }

    private static AppendResult append(NewRecord event) {
        Queue<AppendResult> results = new ConcurrentLinkedQueue<>();
        log.append(event, results::add);
        return await().until(results::poll, result -> result != null);
    }

    private static Optional<LogRecord> first(LogTail tail) {
        return tail.poll(Duration.ofMillis(100)).stream().findFirst();
    }

    private static String text(LogRecord record) {
        return new String(record.value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
