package datalab.log;

import datalab.lab.event.Coordinate;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of its topics beyond Kafka's metadata: the base added to Kafka's offsets, the topics that must
 * reject writes and why, and the highest offset acknowledged in each partition. Thread-safe.
 */
public final class TopicStates {
    private static final String WENT_BACK =
            " takes nothing: Kafka has given a record a place that another had, so the topic is not the one that it was";
    private static final Start BEGINNING = new Start(0, 0);

    private final AcknowledgedOffsets acknowledged;
    private final Map<String, TopicStatus> statuses = new ConcurrentHashMap<>();
    private final Set<Known> reusedOffset = ConcurrentHashMap.newKeySet();
    private final Map<Known, Long> heard = new ConcurrentHashMap<>();

    private record Known(String topic, int partition, int log) {}

    /**
     * Where a partition's log begins among its places.
     *
     * @param log which one it is, see {@link #logOf}
     * @param base what to add to Kafka's offsets
     */
    public record Start(int log, long base) {}

    /**
     * Identifies one of the logs of a partition.
     *
     * @param id of the topic; null if it was not checked
     * @param number incremented each time the stream resumes after a gap
     */
    public static int logOf(@Nullable String id, int number) {
        return Objects.hash(id, number);
    }

    /** @param acknowledged remembers how far the log was acknowledged */
    public TopicStates(AcknowledgedOffsets acknowledged) {
        this.acknowledged = acknowledged;
    }

    /** Sets the status of a topic. */
    public void tell(String topic, TopicStatus topicStatus) {
        statuses.put(topic, topicStatus);
    }

    /** Why a topic rejects writes; empty if it accepts them, or if its status is unknown. */
    public Optional<String> refusal(String topic) {
        TopicStatus topicStatus = statuses.get(topic);
        if (topicStatus != null && topicStatus.refusal() != null) {
            return Optional.of(topicStatus.refusal());
        }
        boolean went = reusedOffset.stream()
                .anyMatch(one -> one.topic().equals(topic)
                        && one.log() == start(topic, one.partition()).log());
        return went ? Optional.of(topic + WENT_BACK) : Optional.empty();
    }

    /**
     * One after the last record of a partition's log that was acknowledged to this process, now or before it was started, or to
     * another that has lost it, in Kafka's own offsets; 0 where none was.
     *
     * @param log which one, see {@link #logOf}
     */
    public long acknowledged(String topic, int partition, int log) {
        long told = heard.getOrDefault(new Known(topic, partition, log), 0L);
        return Math.max(told, acknowledged.get(topic, partition, log));
    }

    /** Whether a log has acknowledged the same offset twice: then it is not the log that it was. */
    public boolean reusedOffset(String topic, int partition, int log) {
        return reusedOffset.contains(new Known(topic, partition, log));
    }

    /** Records another process's report of acknowledged records that are lost. */
    public void hear(LostRecordsReport lost) {
        Known known = new Known(lost.topic(), lost.partition(), lost.log());
        reusedOffset.add(known);
        heard.merge(known, lost.acknowledged(), Math::max);
    }

    /** What to add to Kafka's offsets. */
    long base(String topic, int partition) {
        return start(topic, partition).base();
    }

    AppendResult.Kept kept(String topic, int partition, long offset, Instant timestamp) {
        Start start = start(topic, partition);
        // A broker may not know the offset of a record that was sent again.
        if (offset >= 0 && !acknowledged.raise(topic, partition, start.log(), offset + 1)) {
            reusedOffset.add(new Known(topic, partition, start.log()));
        }
        return new AppendResult.Kept(new Coordinate(partition, offset + start.base()), timestamp);
    }

    LogRecord record(ConsumerRecord<byte[], byte[]> record) {
        return KafkaClients.record(record, base(record.topic(), record.partition()));
    }

    private Start start(String topic, int partition) {
        TopicStatus topicStatus = statuses.get(topic);
        return topicStatus == null ? BEGINNING : topicStatus.starts().getOrDefault(partition, BEGINNING);
    }
}
