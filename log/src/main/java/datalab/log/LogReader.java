package datalab.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one topic for the owners of its partitions. A consumer group says which partitions are this process's and nothing
 * else: where to begin is the owner's word, nothing is ever committed, and nothing is skipped.
 *
 * <p>Thread-safe; {@link #start} and {@link #close} once each.
 */
public final class LogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ERROR_PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Map<String, Object> settings;
    private final String topic;
    private final Consumer<PartitionFeed> assigned;
    private final Map<TopicPartition, PartitionFeed> feeds = new HashMap<>();
    private final Set<TopicPartition> placed = new HashSet<>();
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;
    private volatile boolean closed;

    /**
     * @param group readers of one group and topic share its partitions
     * @param instance a name by which a restarted process is known, or empty; unique in the group at any one time
     * @param assigned hears of each partition that has become this process's, on the reader's thread; must not block
     */
    public LogReader(String bootstrap, String topic, String group, String instance, Consumer<PartitionFeed> assigned) {
        this.settings = KafkaClients.member(bootstrap, group, instance);
        this.topic = topic;
        this.assigned = assigned;
    }

    public void start() {
        KafkaConsumer<byte[], byte[]> made = new KafkaConsumer<>(settings);
        consumer = made;
        thread = Thread.ofPlatform().name("datalab-read-" + topic).start(() -> run(made));
    }

    /** Gives the partitions back, so that others can have them at once. */
    @Override
    public void close() {
        closed = true;
        Thread reading = thread;
        if (reading == null) {
            return;
        }
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (!reading.join(CLOSE_TIMEOUT.plus(POLL.multipliedBy(5)))) {
                LOG.atWarn().addKeyValue("topic", topic).log("reader did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(KafkaConsumer<byte[], byte[]> reading) {
        try {
            reading.subscribe(List.of(topic), new Rebalance(reading));
            while (!closed) {
                step(reading);
            }
        } catch (InterruptException | WakeupException e) {
            LOG.atDebug().addKeyValue("topic", topic).log("reader told to stop");
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("topic", topic).setCause(e).log("reader ended");
        } finally {
            feeds.values().forEach(PartitionFeed::revoke);
            leave(reading);
        }
    }

    /** One poll. Whatever goes wrong with the brokers is waited out: the owners' places are safe in the store. */
    private void step(KafkaConsumer<byte[], byte[]> reading) {
        try {
            place(reading);
            poll(reading);
        } catch (InterruptException | WakeupException | FencedInstanceIdException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.atWarn().addKeyValue("topic", topic).setCause(e).log("log not readable");
            pause();
        }
    }

    /** Seeks where owners asked to, and holds back the partitions whose owners are behind. */
    private void place(KafkaConsumer<byte[], byte[]> reading) {
        feeds.forEach((partition, feed) -> {
            OptionalLong wanted = feed.takeWanted();
            if (wanted.isPresent()) {
                reading.seek(partition, wanted.getAsLong());
                placed.add(partition);
            }
            if (!placed.contains(partition) || feed.isFull()) {
                reading.pause(List.of(partition));
            } else {
                reading.resume(List.of(partition));
                reading.currentLag(partition).ifPresent(feed::unread);
            }
        });
    }

    private void poll(KafkaConsumer<byte[], byte[]> reading) {
        try {
            ConsumerRecords<byte[], byte[]> records = reading.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                PartitionFeed feed = feeds.get(partition);
                if (feed != null) {
                    feed.offer(records.records(partition));
                }
            }
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach((partition, wanted) -> reportGap(reading, partition, wanted));
        }
    }

    private void reportGap(KafkaConsumer<byte[], byte[]> reading, TopicPartition partition, long wanted) {
        List<TopicPartition> one = List.of(partition);
        long first = reading.beginningOffsets(one).getOrDefault(partition, 0L);
        long end = reading.endOffsets(one).getOrDefault(partition, 0L);
        PartitionFeed feed = feeds.get(partition);
        if (feed != null && (wanted < first || wanted > end)) {
            placed.remove(partition);
            feed.gap(new Fed.Gap(wanted, first, end));
        }
    }

    private void pause() {
        try {
            Thread.sleep(ERROR_PAUSE);
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    private void leave(KafkaConsumer<byte[], byte[]> reading) {
        try {
            reading.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        } catch (KafkaException e) {
            LOG.atDebug().addKeyValue("topic", topic).setCause(e).log("reader left unclean");
        }
    }

    /** Follows what the group assigns. Runs inside poll, on the reader's thread. */
    private final class Rebalance implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> reading;

        Rebalance(KafkaConsumer<byte[], byte[]> reading) {
            this.reading = reading;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                // Paused and somewhere, so that poll asks for no position, until the owner says where to begin.
                reading.seek(partition, 0);
                reading.pause(List.of(partition));
                PartitionFeed feed = new PartitionFeed(partition.partition());
                feeds.put(partition, feed);
                assigned.accept(feed);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                placed.remove(partition);
                PartitionFeed feed = feeds.remove(partition);
                if (feed != null) {
                    feed.revoke();
                }
            }
        }
    }
}
