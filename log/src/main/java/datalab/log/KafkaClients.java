package datalab.log;

import datalab.lab.event.Coordinate;
import datalab.log.connection.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The configuration of Kafka's clients, with the reason for each setting that is not the default. */
public final class KafkaClients {
    public static final int RECORD_BYTES_MAX = 2 << 20;
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private static final int BUFFER_BYTES_MAX = 64 << 20;
    private static final int BATCH_BYTES_MAX = 128 << 10;
    private static final Duration BLOCK_MAX = Duration.ofSeconds(5);
    private static final Duration DELIVERY_MAX = Duration.ofSeconds(15);
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration METADATA_AGE_MAX = Duration.ofSeconds(5);
    private static final int FETCH_BYTES_MAX = 16 << 20;
    private static final int PARTITION_FETCH_BYTES_MAX = 4 << 20;
    /** What is fetched is compressed, and each of these may be a mebibyte when it is not. */
    private static final int POLLED_RECORDS_MAX = 64;

    private KafkaClients() {}

    public static Map<String, Object> producer(KafkaConnection bootstrap) {
        Map<String, Object> settings = common(bootstrap);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // No linger: records that arrive while a request is in flight are batched into the next.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES_MAX);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_BYTES_MAX);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RECORD_BYTES_MAX);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MAX.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_MAX.toMillis());
        return settings;
    }

    /** A consumer that neither commits nor resets: its owner manages positions. */
    public static Map<String, Object> consumer(KafkaConnection bootstrap) {
        Map<String, Object> settings = common(bootstrap);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // Records of aborted transactions of other programs are not read.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES_MAX);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLLED_RECORDS_MAX);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        return settings;
    }

    /**
     * A consumer whose group shares out the partitions.
     *
     * @param instance the group instance id, so that a restarted process gets its partitions back at once instead of after
     *     the session timeout; empty for none
     */
    public static Map<String, Object> member(KafkaConnection bootstrap, String group, String instance) {
        Map<String, Object> settings = consumer(bootstrap);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int)
                SESSION.dividedBy(4).toMillis());
        // So that a topic that was deleted and made anew is noticed soon.
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, (int) METADATA_AGE_MAX.toMillis());
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        if (!instance.isEmpty()) {
            settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        }
        return settings;
    }

    public static Map<String, Object> common(KafkaConnection bootstrap) {
        Map<String, Object> settings = new HashMap<>(bootstrap.clientSettings());
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }

    /**
     * What a consumer has read, as a record of the log.
     *
     * @param base what to add to Kafka's offset, see {@link TopicStates}
     */
    public static LogRecord record(ConsumerRecord<byte[], byte[]> record, long base) {
        return new LogRecord(
                record.topic(),
                new Coordinate(record.partition(), record.offset() + base),
                record.value(),
                Instant.ofEpochMilli(record.timestamp()),
                new HeaderMap(record.headers()),
                record.leaderEpoch().orElse(LogRecord.UNKNOWN_EPOCH));
    }
}
