package datalab.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tails all partitions of its topics with a consumer that is in no group. Thread-safe as {@link LogTail} says. */
final class KafkaTail implements LogTail {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTail.class);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ReentrantLock polling = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final TopicStates topicStates;

    /** @param consumer already assigned, with its positions at the end; closed with this */
    KafkaTail(KafkaConsumer<byte[], byte[]> consumer, TopicStates topicStates) {
        this.consumer = consumer;
        this.topicStates = topicStates;
    }

    /** Seeks to the end of each partition: what is appended after this returns will be polled. */
    static void seekToEnd(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    @Override
    public List<LogRecord> poll(Duration atMost) {
        polling.lock();
        try {
            return closed.get() ? List.of() : next(atMost);
        } finally {
            polling.unlock();
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        consumer.wakeup();
        polling.lock();
        try {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        } catch (KafkaException e) {
            // The connections are gone either way, and nothing was kept here.
            LOG.atDebug().setCause(e).log("tail closed unclean");
        } finally {
            polling.unlock();
        }
    }

    private List<LogRecord> next(Duration atMost) {
        try {
            List<LogRecord> records = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
                records.add(topicStates.record(record));
            }
            return records;
        } catch (WakeupException e) {
            return List.of();
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (OffsetOutOfRangeException e) {
            consumer.seekToEnd(e.partitions());
            return List.of();
        }
    }
}
