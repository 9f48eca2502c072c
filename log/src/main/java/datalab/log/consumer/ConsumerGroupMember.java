package datalab.log.consumer;

import datalab.runtime.SupervisedLoop;
import java.time.Duration;
import java.util.ArrayDeque;
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
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a consumer group, from joining to leaving: polls its assigned partitions and handles rebalances. Owned by the
 * reader's thread, but for {@link #wakeup}.
 */
final class ConsumerGroupMember {
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroupMember.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ERROR_PAUSE = Duration.ofSeconds(1);
    private static final Duration EMPTY_HANDED_MAX = Duration.ofSeconds(3);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final Consumer<PartitionFeed> assigned;
    private final SupervisedLoop loop;
    private final Map<TopicPartition, PartitionFeed> feeds = new HashMap<>();
    private final Set<TopicPartition> placed = new HashSet<>();
    private final ArrayDeque<PartitionFeed> unannounced = new ArrayDeque<>();
    private final boolean known;
    private long emptyHandedSince = System.nanoTime();

    /** @param loop which runs it; closed once nothing more is to be read */
    ConsumerGroupMember(
            KafkaConsumer<byte[], byte[]> consumer,
            String topic,
            Consumer<PartitionFeed> assigned,
            SupervisedLoop loop) {
        this.consumer = consumer;
        this.topic = topic;
        this.assigned = assigned;
        this.loop = loop;
        this.known = consumer.groupMetadata().groupInstanceId().isPresent();
    }

    /** Ends a poll that waits. Safe from any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    /** Returns once closed. However it ends, the partitions are given back and the group is left. */
    void run() {
        try {
            consumer.subscribe(List.of(topic), new Rebalance());
            while (!loop.isClosed()) {
                step();
            }
        } finally {
            feeds.values().forEach(PartitionFeed::revoke);
            leave();
        }
    }

    /** One poll. Broker failures are waited out: the owners' offsets are safe in the store. */
    private void step() {
        try {
            announce();
            askForPartitions();
            place();
            poll();
        } catch (InterruptException | WakeupException | FencedInstanceIdException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.atWarn().addKeyValue("topic", topic).setCause(e).log("log not readable");
            pause();
        }
    }

    /**
     * A static member is assigned what it had when it ended: nothing, if its topic was deleted then. It
     * rejoins to be assigned again, as such a member is the only one.
     */
    private void askForPartitions() {
        long now = System.nanoTime();
        if (!feeds.isEmpty() || !known) {
            emptyHandedSince = now;
        } else if (now - emptyHandedSince > EMPTY_HANDED_MAX.toNanos()) {
            emptyHandedSince = now;
            consumer.enforceRebalance("no partitions");
        }
    }

    /** Not within poll, where Kafka would take the owners' exceptions for its own. */
    private void announce() {
        while (!unannounced.isEmpty()) {
            assigned.accept(unannounced.remove());
        }
    }

    /** Seeks to where owners requested, and holds back the partitions whose owners are behind. */
    private void place() {
        feeds.forEach((partition, feed) -> {
            OptionalLong wanted = feed.takeWanted();
            if (wanted.isPresent()) {
                consumer.seek(partition, wanted.getAsLong());
                placed.add(partition);
            }
            if (!placed.contains(partition) || feed.isFull()) {
                consumer.pause(List.of(partition));
            } else {
                consumer.resume(List.of(partition));
                consumer.currentLag(partition).ifPresent(feed::unread);
            }
        });
    }

    private void poll() {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.nextOffsets().forEach((partition, next) -> {
                PartitionFeed feed = feeds.get(partition);
                if (feed != null) {
                    feed.offer(records.records(partition), next.offset());
                }
            });
        } catch (OffsetOutOfRangeException e) {
            boolean isCut = e instanceof LogTruncationException; // and may have outgrown the cut
            e.offsetOutOfRangePartitions().forEach((partition, wanted) -> reportGap(partition, wanted, isCut));
        }
    }

    private void reportGap(TopicPartition partition, long wanted, boolean isCut) {
        List<TopicPartition> one = List.of(partition);
        long first = consumer.beginningOffsets(one).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
        PartitionFeed feed = feeds.get(partition);
        if (feed != null && (isCut || wanted < first || wanted > end)) {
            placed.remove(partition);
            feed.gap(new FeedResult.Gap(wanted, first, end));
        }
    }

    private void pause() {
        try {
            loop.isClosedWithin(ERROR_PAUSE);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void leave() {
        try {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        } catch (KafkaException e) {
            LOG.atDebug().addKeyValue("topic", topic).setCause(e).log("reader left unclean");
        }
    }

    /** Follows what the group assigns. Runs inside poll, on the reader's thread. */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                // Paused at some position, so that poll looks up none, until the owner sets where to begin.
                consumer.seek(partition, 0);
                consumer.pause(List.of(partition));
                PartitionFeed feed = new PartitionFeed(partition.partition());
                feeds.put(partition, feed);
                unannounced.add(feed);
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
