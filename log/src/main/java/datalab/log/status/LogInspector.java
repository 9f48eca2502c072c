package datalab.log.status;

import datalab.lab.event.Offsets;
import datalab.log.KafkaClients;
import datalab.log.KafkaLog;
import datalab.log.KafkaTopics;
import datalab.log.LogRecord;
import datalab.log.LogUnavailable;
import datalab.log.connection.KafkaConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Queries the identity and extent of the brokers' logs: whether a topic is the one read before, and whether the records
 * read still exist. Thread-safe; every call ends within a few seconds or throws {@link LogUnavailable}.
 */
public final class LogInspector implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    /** How old a result of {@link #isStill} may be: it is called before every commit. */
    private static final Duration FRESH = Duration.ofMillis(50);

    /** Beyond the end of any log, so that brokers always return the end of an epoch. */
    private static final long BEYOND = Long.MAX_VALUE / 2;

    private final KafkaConnection connection;
    private final ReentrantLock asking = new ReentrantLock();
    private @Nullable Admin admin;
    private Map<String, String> ids = Map.of();
    private long askedNanos;

    public LogInspector(KafkaConnection connection) {
        this.connection = connection;
    }

    /** Of the topics that exist. */
    public Map<String, TopicSnapshot> of(Collection<String> topics) {
        Map<String, TopicDescription> descriptions = KafkaTopics.describe(admin(), topics);
        List<TopicPartition> partitions = descriptions.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
        Map<TopicPartition, ListOffsetsResultInfo> firsts =
                KafkaTopics.offsets(admin(), partitions, OffsetSpec.earliest());
        Map<String, Map<Integer, TopicSnapshot.Span>> spans = new HashMap<>();
        KafkaTopics.offsets(admin(), partitions, OffsetSpec.latest()).forEach((partition, end) -> {
            ListOffsetsResultInfo first = Objects.requireNonNull(firsts.get(partition));
            TopicSnapshot.Span span = new TopicSnapshot.Span(
                    first.offset(), end.offset(), end.leaderEpoch().orElse(LogRecord.UNKNOWN_EPOCH));
            spans.computeIfAbsent(partition.topic(), topic -> new HashMap<>()).put(partition.partition(), span);
        });
        Map<String, TopicSnapshot> states = new HashMap<>();
        descriptions.forEach((topic, description) -> states.put(
                topic, new TopicSnapshot(description.topicId().toString(), spans.getOrDefault(topic, Map.of()))));
        return states;
    }

    /** How many partitions a topic has. */
    public int partitions(String topic) {
        TopicDescription found = KafkaTopics.describe(admin(), List.of(topic)).get(topic);
        if (found == null) {
            throw new LogUnavailable("there is no topic " + topic, null);
        }
        return found.partitions().size();
    }

    /** Whether a topic is the one of this id; its answer is at most a moment old. */
    public boolean isStill(String topic, String id) {
        asking.lock();
        try {
            boolean stale = System.nanoTime() - askedNanos > FRESH.toNanos();
            if (stale || !ids.containsKey(topic)) {
                askIds(topic);
            }
            return id.equals(ids.get(topic));
        } finally {
            asking.unlock();
        }
    }

    /**
     * For each partition the offset after the last record of an epoch or of one before it, as Kafka's followers ask for when they
     * look what of their copy is still true.
     */
    public Offsets ends(String topic, Map<Integer, Integer> epochs) {
        Map<Integer, Long> ends = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(KafkaClients.consumer(connection))) {
            consumer.assign(epochs.keySet().stream()
                    .map(number -> new TopicPartition(topic, number))
                    .toList());
            epochs.forEach((number, epoch) -> consumer.seek(
                    new TopicPartition(topic, number), new OffsetAndMetadata(BEYOND, Optional.of(epoch), "")));
            long until = System.nanoTime() + ANSWER_MAX.toNanos();
            while (ends.size() < epochs.size()) {
                poll(consumer, ends);
                if (System.nanoTime() > until) {
                    throw new LogUnavailable(
                            "the log did not say within " + ANSWER_MAX.toSeconds() + " s where the epochs of " + topic
                                    + " end",
                            new IllegalStateException("no answer for " + epochs));
                }
            }
        } catch (KafkaException e) {
            throw new LogUnavailable("the log does not answer: " + KafkaLog.describe(e), e);
        }
        return new Offsets(ends);
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(KafkaTopics.CLOSE_TIMEOUT);
        }
    }

    /** Of this topic and of all that were requested before, in one call. */
    private void askIds(String topic) {
        Set<String> topics = new HashSet<>(ids.keySet());
        topics.add(topic);
        long nanos = System.nanoTime();
        Map<String, String> now = new HashMap<>();
        topics.forEach(name -> now.put(name, ""));
        KafkaTopics.describe(admin(), topics)
                .forEach((name, description) ->
                        now.put(name, description.topicId().toString()));
        ids = now;
        askedNanos = nanos;
    }

    private static void poll(KafkaConsumer<byte[], byte[]> consumer, Map<Integer, Long> ends) {
        try {
            consumer.poll(POLL);
        } catch (LogTruncationException e) {
            e.offsetOutOfRangePartitions().keySet().forEach(partition -> {
                OffsetAndMetadata end = e.divergentOffsets().get(partition);
                ends.put(partition.partition(), end == null ? 0L : end.offset());
                consumer.pause(List.of(partition));
                consumer.seek(partition, 0L);
            });
        }
    }

    private synchronized Admin admin() {
        try {
            if (admin == null) {
                admin = KafkaTopics.admin(connection);
            }
            return admin;
        } catch (KafkaException e) { // such as a host name that cannot be resolved yet
            throw new LogUnavailable("the log cannot be reached: " + KafkaLog.describe(e), e);
        }
    }
}
