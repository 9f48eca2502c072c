package datalab.process.publish.walked;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.log.KafkaClients;
import datalab.log.connection.KafkaConnection;
import datalab.out.kafka.KafkaServerType;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.testkit.TestServerSettings;
import datalab.testkit.contract.JsonRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** Compacted topics of a Kafka, followed by a consumer of what is committed. */
public final class WalkedKafka implements WalkedTarget {

    private final OutputTarget target;
    private final KafkaConsumer<byte[], byte[]> committed;
    private final KafkaConsumer<byte[], byte[]> all;
    private final Map<String, byte[]> rows = new TreeMap<>();
    private @Nullable TopicPartition followed;

    public WalkedKafka(KafkaConnection kafka) {
        Map<String, String> settings =
                Map.of("bootstrap", kafka.servers(), "user", kafka.user(), "password", kafka.password());
        target = new KafkaServerType()
                .configure(new TestServerSettings("target", settings))
                .outputs();
        committed = consumer(kafka, "read_committed");
        all = consumer(kafka, "read_uncommitted");
    }

    @Override
    public OutputTarget target() {
        return target;
    }

    @Override
    public Guard guard() {
        return Guard.FENCE;
    }

    /** When what is committed can be read: the marks of a commit come a little after it. */
    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        TopicPartition topic = new TopicPartition(table.name(), 0);
        if (!topic.equals(followed)) {
            followed = topic;
            rows.clear();
            committed.assign(List.of(topic));
            committed.seekToBeginning(List.of(topic));
        }
        long end = end(all, topic);
        soon().until(() -> end(committed, topic) >= end);
        soon().until(() -> {
            if (committed.position(topic) < end) {
                committed.poll(Duration.ofMillis(100)).forEach(this::take);
            }
            return committed.position(topic) >= end;
        });
        return rows.values().stream().map(json -> JsonRows.read(table, json)).toList();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), UTF_8);
        if (record.value() == null) {
            rows.remove(key);
        } else {
            rows.put(key, record.value());
        }
    }

    private static ConditionFactory soon() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    private static long end(KafkaConsumer<byte[], byte[]> consumer, TopicPartition topic) {
        return consumer.endOffsets(List.of(topic)).getOrDefault(topic, -1L);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(KafkaConnection kafka, String isolation) {
        Map<String, Object> settings = KafkaClients.consumer(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return new KafkaConsumer<>(settings);
    }

    @Override
    public void close() {
        committed.close();
        all.close();
        target.close();
    }
}
