package datalab.log.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.log.AppendResult;
import datalab.log.KafkaLog;
import datalab.log.NewRecord;
import datalab.log.connection.KafkaConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of Kafka's own that are guests of the embedded broker: what they read, and no further. */
final class BrokerGuestsIT {
    private static final String GUEST = "guest";
    private static final String PASSWORD = "a password";

    private static final Duration WAIT = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static final Set<String> READABLE = ConcurrentHashMap.newKeySet();
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() {
        READABLE.addAll(Set.of("mine.events", "ended.events"));
        BrokerGuests guests = (user, password) ->
                user.equals(GUEST) && password.equals(PASSWORD) ? Optional.of(READABLE::contains) : Optional.empty();
        kafka = new EmbeddedKafka(folder, 0, false, guests, new SimpleMeterRegistry());
        kafka.start();
        try (KafkaLog log = new KafkaLog(kafka.bootstrap(), kafka::writeFailure)) {
            log.start();
            for (String topic : List.of("mine.events", "ended.events", "other.events")) {
                log.ensureTopic(topic, 1);
                CompletableFuture<AppendResult> result = new CompletableFuture<>();
                log.append(
                        new NewRecord(topic, null, "event".getBytes(UTF_8), Instant.now(), Map.of()), result::complete);
                assertThat(result).succeedsWithin(WAIT).isInstanceOf(AppendResult.Kept.class);
            }
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void readsWhatItMay() {
        try (KafkaConsumer<String, String> consumer = consumer("guest-1", "mine.events")) {
            assertThat(values(consumer)).containsExactly("event");
            consumer.commitSync();
        }
    }

    @Test
    void readsNothingElse() {
        try (KafkaConsumer<String, String> consumer = consumer("guest-1", "other.events")) {
            assertThatThrownBy(() -> consumer.poll(WAIT)).isInstanceOf(TopicAuthorizationException.class);
        }
        try (KafkaConsumer<String, String> consumer = consumer("datalab-mine.events", "mine.events")) {
            assertThatThrownBy(() -> consumer.poll(WAIT)).isInstanceOf(GroupAuthorizationException.class);
        }
    }

    @Test
    void changesNothing() {
        Map<String, Object> settings = settings(GUEST, PASSWORD);
        settings.put("key.serializer", StringSerializer.class.getName());
        settings.put("value.serializer", StringSerializer.class.getName());
        settings.put("enable.idempotence", false);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings);
                Admin admin = Admin.create(settings(GUEST, PASSWORD))) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("mine.events", "x"))
                            .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() ->
                            admin.deleteTopics(List.of("mine.events")).all().get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("new.events", 1, (short) 1)))
                            .all()
                            .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() ->
                            admin.describeLogDirs(List.of(1)).allDescriptions().get())
                    .hasCauseInstanceOf(ClusterAuthorizationException.class);
        }
    }

    @Test
    void onlyWhoIsKnownLogsIn() {
        for (KafkaConnection stranger : List.of(
                new KafkaConnection(kafka.bootstrap().servers(), GUEST, "another"),
                new KafkaConnection(kafka.bootstrap().servers(), "datalab", PASSWORD),
                new KafkaConnection(kafka.bootstrap().servers(), "nobody", PASSWORD))) {
            try (Admin admin = Admin.create(settings(stranger.user(), stranger.password()))) {
                assertThatThrownBy(() -> admin.listTopics().names().get())
                        .hasCauseInstanceOf(SaslAuthenticationException.class);
            }
        }
    }

    @Test
    void anOpenConnectionReadsNoMoreOnceItMayNot() {
        try (KafkaConsumer<String, String> consumer = consumer("guest-2", "ended.events")) {
            assertThat(values(consumer)).containsExactly("event");

            READABLE.remove("ended.events");

            Awaitility.await()
                    .untilAsserted(() -> assertThatThrownBy(() -> consumer.poll(Duration.ofMillis(100)))
                            .isInstanceOf(TopicAuthorizationException.class));
        }
    }

    private static KafkaConsumer<String, String> consumer(String group, String topic) {
        Map<String, Object> settings = settings(GUEST, PASSWORD);
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        settings.put("key.deserializer", StringDeserializer.class.getName());
        settings.put("value.deserializer", StringDeserializer.class.getName());
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings);
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    private static List<String> values(KafkaConsumer<String, String> consumer) {
        List<String> values = new ArrayList<>();
        Awaitility.await().until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(one -> values.add(one.value()));
            return !values.isEmpty();
        });
        return values;
    }

    private static Map<String, Object> settings(String user, String password) {
        return new HashMap<>(new KafkaConnection(kafka.bootstrap().servers(), user, password).clientSettings());
    }
}
