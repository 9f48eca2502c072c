package datalab.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Reads a range of offsets of some partitions once, with a consumer that is in no group. One thread uses it. */
final class KafkaRange {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration MAX = Duration.ofSeconds(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> until = new HashMap<>();

    private final TopicStates topicStates;

    /** @param consumer without an assignment; its owner closes it */
    KafkaRange(KafkaConsumer<byte[], byte[]> consumer, TopicStates topicStates) {
        this.consumer = consumer;
        this.topicStates = topicStates;
    }

    /** Hands over each record; answers whether the log held all of them and gave them in time. */
    boolean read(Collection<PartitionRange> ranges, Consumer<LogRecord> each) {
        Map<TopicPartition, Long> from = new HashMap<>();
        for (PartitionRange range : ranges) {
            long base = topicStates.base(range.topic(), range.partition());
            if (range.from() < base) {
                return false; // another log held it
            }
            TopicPartition partition = new TopicPartition(range.topic(), range.partition());
            from.put(partition, range.from() - base);
            until.put(partition, range.until() - base);
        }
        consumer.assign(until.keySet());
        from.forEach(consumer::seek);
        long end = System.nanoTime() + MAX.toNanos();
        try {
            while (!until.isEmpty() && System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < until.getOrDefault(partition(record), 0L)) {
                        each.accept(topicStates.record(record));
                    }
                }
                leaveOutWhatIsRead();
            }
            return until.isEmpty();
        } catch (OffsetOutOfRangeException e) {
            return false;
        }
    }

    /** By positions, not by records: the last offsets may belong to marks of transactions. */
    private void leaveOutWhatIsRead() {
        List<TopicPartition> read = new ArrayList<>();
        until.forEach((partition, offset) -> {
            if (consumer.position(partition) >= offset) {
                read.add(partition);
            }
        });
        if (!read.isEmpty()) {
            read.forEach(until::remove);
            consumer.assign(until.keySet());
        }
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
