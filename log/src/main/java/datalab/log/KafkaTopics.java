package datalab.log;

import datalab.lab.event.Offsets;
import datalab.log.connection.KafkaConnection;
import datalab.log.topic.TopicKeeping;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Describes and creates topics. Thread-safe; every call ends within a few seconds. */
public final class KafkaTopics implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final Duration KNOWN_PAUSE = Duration.ofMillis(20);
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Admin admin;
    private final TopicKeeping keeping;

    KafkaTopics(KafkaConnection connection, TopicKeeping keeping) {
        this.admin = admin(connection);
        this.keeping = keeping;
    }

    public static Admin admin(KafkaConnection connection) {
        Map<String, Object> settings = KafkaClients.common(connection);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_MAX.toMillis());
        return Admin.create(settings);
    }

    /** Those of the topics that exist. */
    public static Map<String, TopicDescription> describe(Admin admin, Collection<String> topics) {
        Map<String, TopicDescription> descriptions = new HashMap<>();
        admin.describeTopics(topics).topicNameValues().forEach((topic, answer) -> {
            try {
                descriptions.put(topic, get(answer));
            } catch (LogUnavailable e) {
                if (e.getCause() instanceof InvalidTopicException invalid) {
                    throw new UnfitTopic("topic " + topic + ": " + KafkaLog.describe(invalid));
                }
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        });
        return descriptions;
    }

    /**
     * Makes a topic, unless another does at the same time. The controller makes it; brokers learn of it slightly later, and are
     * waited for.
     *
     * @throws UnfitTopic where the cluster will never make it so
     */
    private static void create(Admin admin, String name, int partitions, TopicRequirements needed) {
        Optional<Short> replicas =
                Optional.of((short) needed.replication().replicas()).filter(number -> number > 0);
        NewTopic topic = new NewTopic(name, Optional.of(partitions), replicas);
        topic.configs(needed.configs());
        try {
            get(admin.createTopics(List.of(topic)).all());
        } catch (LogUnavailable e) {
            refuse(name, e);
        }
        long end = System.nanoTime() + ANSWER_MAX.toNanos();
        while (describe(admin, List.of(name)).isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(KNOWN_PAUSE.toNanos());
        }
    }

    /** What the cluster said to a new topic; brokers that are missing may come. */
    private static void refuse(String name, LogUnavailable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String why = "topic " + name + " cannot be made: " + KafkaLog.describe(cause);
        boolean isFinal = cause instanceof InvalidConfigurationException || cause instanceof PolicyViolationException;
        if (isFinal && !(cause instanceof InvalidReplicationFactorException)) {
            throw new UnfitTopic(why);
        }
        if (!(cause instanceof TopicExistsException)) {
            throw new LogUnavailable(why, cause);
        }
    }

    public static Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        return get(admin.listOffsets(asked).all());
    }

    /** Waits for it, a limited time. */
    public static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new LogUnavailable("Kafka does not answer: " + KafkaLog.describe(cause), cause);
        } catch (TimeoutException e) {
            throw new LogUnavailable("Kafka did not answer within " + ANSWER_MAX.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailable("interrupted while asking Kafka", e);
        }
    }

    int ensure(String name, int partitions) {
        return ensure(name, partitions, TopicRequirements.ofEvents(keeping));
    }

    /** One of a single partition that keeps the last record of each key. */
    void ensureCompacted(String name) {
        ensure(name, 1, TopicRequirements.compacted(keeping.replication()));
    }

    private int ensure(String name, int partitions, TopicRequirements needed) {
        return ensure(admin, name, partitions, needed);
    }

    /**
     * Makes a topic where it is missing, and checks one that is there.
     *
     * @return how many partitions it has
     * @throws UnfitTopic where it cannot be made, or is not as it must be
     */
    public static int ensure(Admin admin, String name, int partitions, TopicRequirements needed) {
        Optional<TopicDescription> existing = describe(admin, name);
        if (existing.isEmpty()) {
            create(admin, name, partitions, needed);
            existing = describe(admin, name);
        }
        existing.ifPresent(topic -> needed.check(admin, topic));
        return existing.map(topic -> topic.partitions().size()).orElse(partitions);
    }

    /** Names that begin so, in their order. */
    List<String> startingWith(String prefix) {
        return get(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    void delete(List<String> names) {
        get(admin.deleteTopics(names).all());
    }

    Offsets ends(String topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    Offsets beginnings(String topic) {
        return offsets(topic, OffsetSpec.earliest());
    }

    void check() {
        get(admin.describeCluster().clusterId());
    }

    @Override
    public void close() {
        admin.close(CLOSE_TIMEOUT);
    }

    private Offsets offsets(String topic, OffsetSpec which) {
        TopicDescription description = describe(admin, topic)
                .orElseThrow(() -> new LogUnavailable(
                        "topic " + topic + " does not exist", new UnknownTopicOrPartitionException(topic)));
        List<TopicPartition> partitions = description.partitions().stream()
                .map(TopicPartitionInfo::partition)
                .map(number -> new TopicPartition(topic, number))
                .toList();
        return Offsets.of(
                offsets(admin, partitions, which).entrySet(),
                partition -> partition.getKey().partition(),
                partition -> partition.getValue().offset());
    }

    private static Optional<TopicDescription> describe(Admin admin, String topic) {
        return Optional.ofNullable(describe(admin, List.of(topic)).get(topic));
    }
}
