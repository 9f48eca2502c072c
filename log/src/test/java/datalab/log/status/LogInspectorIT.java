package datalab.log.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.log.KafkaLog;
import datalab.log.KafkaTopics;
import datalab.log.NewRecord;
import datalab.log.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be told of a log that was cut, or deleted and made anew, by a real broker. */
final class LogInspectorIT {
    private static final String TOPIC = "lab.stream";

    @TempDir
    Path folder;

    @Test
    void tellsALogThatWasCutAndHasOutgrownTheCutFromTheOneThatWasRead() throws Exception {
        int port;
        try (EmbeddedKafka kafka = started(0)) {
            port = URI.create("kafka://" + kafka.bootstrap().servers()).getPort();
            append(kafka, 20);
        }
        TopicSnapshot before;
        try (EmbeddedKafka kafka = started(port);
                LogInspector states = new LogInspector(kafka.bootstrap())) {
            append(kafka, 20);
            before = state(states, List.of(TOPIC, "lab.other"));
        }
        cut(400);

        try (EmbeddedKafka kafka = started(port);
                LogInspector states = new LogInspector(kafka.bootstrap())) {
            long cutAt = first(state(states, List.of(TOPIC))).end();
            append(kafka, 40);

            TopicSnapshot after = state(states, List.of(TOPIC));
            assertThat(after.id()).isEqualTo(before.id());
            assertThat(first(after).epoch()).isGreaterThan(first(before).epoch());
            assertThat(cutAt).isLessThan(40);
            assertThat(states.ends(TOPIC, Map.of(0, first(before).epoch())).byPartition())
                    .containsExactly(Map.entry(0, cutAt));

            try (Admin admin = KafkaTopics.admin(kafka.bootstrap())) {
                admin.deleteTopics(List.of(TOPIC)).all().get();
                await().until(() -> states.of(List.of(TOPIC)).isEmpty());
                assertThat(states.isStill(TOPIC, before.id())).isFalse();
                append(kafka, 50);
                assertThat(state(states, List.of(TOPIC)).id()).isNotEqualTo(before.id());
            }
        }
    }

    private static TopicSnapshot state(LogInspector states, List<String> topics) {
        return requireNonNull(states.of(topics).get(TOPIC));
    }

    private static TopicSnapshot.Span first(TopicSnapshot state) {
        return requireNonNull(state.partitions().get(0));
    }

    private EmbeddedKafka started(int port) {
        EmbeddedKafka kafka = new EmbeddedKafka(folder, port, false);
        kafka.start();
        return kafka;
    }

    private static void append(EmbeddedKafka kafka, int count) {
        try (KafkaLog log = new KafkaLog(kafka.bootstrap())) {
            log.start();
            log.ensureTopic(TOPIC, 1);
            AtomicInteger kept = new AtomicInteger();
            for (int i = 0; i < count; i++) {
                log.append(
                        new NewRecord(TOPIC, "k", ("value " + i).getBytes(UTF_8), Instant.now(), Map.of()),
                        result -> kept.incrementAndGet());
                int sent = i;
                await().until(() -> kept.get() > sent);
            }
        }
    }

    /** As a disk does that lost its last writes. */
    private void cut(int bytes) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        Path segment = files.stream()
                .filter(file -> file.toString().contains(TOPIC + "-0/")
                        && file.toString().endsWith(".log"))
                .toList()
                .getLast();
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - bytes);
        }
        for (Path file : files) {
            if (file.endsWith(".kafka_cleanshutdown")) {
                Files.delete(file);
            }
        }
    }
}
