package datalab.log.consumer;

import datalab.log.KafkaClients;
import datalab.log.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one topic for the owners of its partitions. A consumer group says which partitions are this process's and nothing
 * else: where to begin is the owner's word, nothing is ever committed, and nothing is skipped. A member of the group that ends
 * by an error gives its partitions back and is replaced after a growing pause.
 *
 * <p>Thread-safe; {@link #start} and {@link #close} once each.
 */
public final class TopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration REPLACE_PAUSE_MIN = Duration.ofSeconds(1);
    private static final Duration REPLACE_PAUSE_MAX = Duration.ofSeconds(30);
    private static final Duration END_MAX = ConsumerGroupMember.CLOSE_TIMEOUT.plusMillis(500);

    private final Map<String, Object> settings;
    private final String topic;
    private final Consumer<PartitionFeed> assigned;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable ConsumerGroupMember member;
    private @Nullable Thread thread;

    /**
     * @param group readers of one group and topic share its partitions
     * @param instance a name by which a restarted process is known, or empty; unique in the group at any one time
     * @param assigned hears of each partition that has become this process's, on the reader's thread; must not block
     */
    public TopicReader(
            KafkaConnection bootstrap, String topic, String group, String instance, Consumer<PartitionFeed> assigned) {
        this.settings = KafkaClients.member(bootstrap, group, instance);
        this.topic = topic;
        this.assigned = assigned;
    }

    public void start() {
        join();
        thread = Thread.ofPlatform().name("datalab-read-" + topic).start(this::run);
    }

    /** Gives the partitions back, so that others can have them at once. */
    @Override
    public void close() {
        closed.countDown();
        Thread reading = thread;
        if (reading == null) {
            return;
        }
        ConsumerGroupMember polling = member;
        if (polling != null) {
            polling.wakeup();
        }
        try {
            if (!reading.join(END_MAX)) {
                LOG.atWarn().addKeyValue("topic", topic).log("reader did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Duration pause = REPLACE_PAUSE_MIN;
            while (closed.getCount() > 0) {
                long begunNanos = System.nanoTime();
                if (read()) {
                    return;
                }
                boolean lasted = System.nanoTime() - begunNanos > REPLACE_PAUSE_MAX.toNanos();
                pause = lasted ? REPLACE_PAUSE_MIN : pause;
                closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                pause = pause.multipliedBy(2).compareTo(REPLACE_PAUSE_MAX) > 0
                        ? REPLACE_PAUSE_MAX
                        : pause.multipliedBy(2);
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("topic", topic).log("reader interrupted");
        }
    }

    /** False where the member of the group has ended and another must take its place. */
    private boolean read() {
        ConsumerGroupMember reading = member;
        try {
            (reading == null ? join() : reading).run();
            return true;
        } catch (InterruptException | WakeupException e) {
            LOG.atDebug().addKeyValue("topic", topic).log("reader told to stop");
            return true;
        } catch (FencedInstanceIdException e) { // its successor runs already; they would take turns for ever
            LOG.atError().addKeyValue("topic", topic).setCause(e).log("reader ended");
            return true;
        } catch (RuntimeException | Error e) { // a bug, here or in the client, or no memory
            LOG.atError().addKeyValue("topic", topic).setCause(e).log("reader ended, is replaced");
            return false;
        } finally {
            member = null;
        }
    }

    private ConsumerGroupMember join() {
        ConsumerGroupMember joining = new ConsumerGroupMember(new KafkaConsumer<>(settings), topic, assigned, closed);
        member = joining;
        return joining;
    }
}
