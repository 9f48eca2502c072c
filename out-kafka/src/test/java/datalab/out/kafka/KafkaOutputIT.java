package datalab.out.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.expression.Column;
import datalab.log.KafkaClients;
import datalab.log.KafkaLog;
import datalab.log.connection.KafkaConnection;
import datalab.log.embedded.EmbeddedKafka;
import datalab.log.topic.Replication;
import datalab.store.output.OutputFenced;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.contract.JsonRows;
import datalab.testkit.contract.OutputTargetContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs on the Kafka that is embedded in DataLab. */
final class KafkaOutputIT implements OutputTargetContract {

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static KafkaTarget target;

    @BeforeAll
    static void start() {
        kafka = new EmbeddedKafka(folder, 0, false);
        kafka.start();
        target = new KafkaTarget(kafka.bootstrap(), new Replication(1, 0));
    }

    @AfterAll
    static void stop() {
        target.close();
        kafka.close();
    }

    @Override
    public OutputTarget target() {
        return target;
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        Map<String, byte[]> last = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records(table)) {
            String key = new String(record.key(), UTF_8);
            if (record.value() == null) {
                last.remove(key);
            } else {
                last.put(key, record.value());
            }
        }
        return last.values().stream().map(json -> JsonRows.read(table, json)).toList();
    }

    @Test
    void writesKeysAndRowsAsJsonWithTheirVersion() {
        OutputTable users = OutputTargetContract.users();
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            writer.write(7, List.of(OutputRow.of("a", "Ann")));
            writer.write(8, List.of(OutputRow.gone("a", null)));
        }

        assertThat(records(users).stream().map(KafkaOutputIT::text))
                .containsExactly("7: {\"id\":\"a\"} is {\"id\":\"a\",\"name\":\"Ann\"}", "8: {\"id\":\"a\"} is gone");
    }

    @Test
    void takesNothingOfAWriterThatWasTakenOverFrom() {
        OutputTable users = OutputTargetContract.users();
        target.prepare(users);
        try (OutputWriter frozen = target.open(users);
                OutputWriter newer = target.open(users)) {
            assertThatThrownBy(() -> frozen.write(1, List.of(OutputRow.of("a", "late"))))
                    .isInstanceOf(OutputFenced.class)
                    .hasMessageContaining(users.output());
            newer.write(2, List.of(OutputRow.of("a", "new")));
        }

        assertThat(seen(users)).containsExactly(OutputRow.of("a", "new").values());
    }

    /** As of a process that froze or died between its records and its commit. */
    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // flushed
    void showsNothingOfATransactionThatWasUnderWay() {
        OutputTable users = OutputTargetContract.users();
        target.prepare(users);
        Map<String, Object> settings = KafkaClients.producer(kafka.bootstrap());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "datalab." + users.output());
        try (KafkaProducer<String, byte[]> frozen = new KafkaProducer<>(settings)) {
            frozen.initTransactions();
            frozen.beginTransaction();
            frozen.send(
                    new ProducerRecord<>(users.name(), "{\"id\":\"a\"}", bytes("{\"id\":\"a\",\"name\":\"half\"}")));
            frozen.flush();
            try (OutputWriter writer = target.open(users)) {
                writer.write(2, List.of(OutputRow.of("b", "Bob")));
            }
            assertThatThrownBy(frozen::commitTransaction).isInstanceOf(KafkaException.class);
        }

        assertThat(seen(users)).containsExactly(OutputRow.of("b", "Bob").values());
    }

    @Test
    void refusesRecordsThatAreTooLargeAndWritesTheOthers() {
        OutputTable users = OutputTargetContract.users();
        OutputRow large = OutputRow.of("large", "x".repeat(KafkaClients.RECORD_BYTES_MAX));
        OutputRow fitting = OutputRow.of("fitting", "x".repeat(KafkaClients.RECORD_BYTES_MAX - 1_000));
        List<RefusedRow> refused;
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            refused = writer.write(1, List.of(OutputRow.of("a", "Ann"), large, fitting));
        }

        assertThat(refused).singleElement().satisfies(each -> {
            assertThat(each.row()).isEqualTo(large);
            assertThat(each.reason()).contains("more than the 2096640 bytes that a record of " + users.name());
        });
        assertThat(seen(users))
                .containsExactlyInAnyOrder(OutputRow.of("a", "Ann").values(), fitting.values());
    }

    /** Many large rows take several transactions. */
    @Test
    void writesMoreThanOneTransactionHolds() {
        OutputTable users = OutputTargetContract.users();
        List<OutputRow> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.add(OutputRow.of("" + i, "x".repeat(1_000_000)));
        }
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            assertThat(writer.write(1, rows)).isEmpty();
        }

        assertThat(seen(users)).hasSize(20);
    }

    @Test
    void saysWhichTopicsCannotHoldRows() {
        String events = "events_" + System.nanoTime();
        try (KafkaLog log = new KafkaLog(kafka.bootstrap())) {
            log.start();
            log.ensureTopic(events, 1);
        }

        assertThatThrownBy(() -> target.prepare(table(events)))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining("topic " + events + " has cleanup.policy=delete, and needs compact");
        assertThatThrownBy(() -> target.prepare(table("not a topic")))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining("topic not a topic");
        try (KafkaTarget three = new KafkaTarget(kafka.bootstrap(), new Replication(3, 0))) {
            assertThatThrownBy(() -> three.prepare(table("of_three_" + System.nanoTime())))
                    .isInstanceOf(OutputUnavailable.class) // the other brokers may come
                    .hasMessageContaining("topic of_three_")
                    .hasMessageContaining("replication factor of 3");
        }
    }

    @Test
    void saysThatAPasswordIsRefusedWithoutShowingIt() {
        KafkaConnection stranger = new KafkaConnection(kafka.bootstrap().servers(), "ann", "hunter2");
        try (KafkaTarget refused = new KafkaTarget(stranger, new Replication(1, 0))) {
            assertThatThrownBy(refused::check)
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageContaining("ann@127.0.0.1")
                    .hasMessageContaining("Authentication failed")
                    .hasMessageNotContaining("hunter2");
        }
    }

    private static OutputTable table(String name) {
        return OutputTargetContract.table(name, OutputTargetContract.key("id", Column.Type.STRING));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        String version = new String(record.headers().lastHeader("version").value(), UTF_8);
        String value = record.value() == null ? "gone" : new String(record.value(), UTF_8);
        return version + ": " + new String(record.key(), UTF_8) + " is " + value;
    }

    /** All that is committed, when nothing is under way. */
    private static List<ConsumerRecord<byte[], byte[]>> records(OutputTable table) {
        TopicPartition partition = new TopicPartition(table.name(), 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
            soon().until(() -> end(consumer, partition) == end(partition));
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = end(partition);
            soon().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return consumer.position(partition) >= end;
            });
        }
        return records;
    }

    private static ConditionFactory soon() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    private static long end(TopicPartition partition) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            return end(consumer, partition);
        }
    }

    private static long end(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, -1L);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        Map<String, Object> settings = KafkaClients.consumer(kafka.bootstrap());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return new KafkaConsumer<>(settings);
    }
}
