package datalab.log.consumer;

import datalab.log.KafkaClients;
import datalab.log.connection.KafkaConnection;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one topic for the owners of its partitions. The consumer group only assigns partitions: the owner sets the start
 * offset, no offsets are committed, and nothing is skipped. A member of the group that ends
 * by an error gives its partitions back and is replaced after a growing pause.
 *
 * <p>Thread-safe; {@link #start} and {@link #close} once each.
 */
public final class TopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Backoff REPLACE = Backoff.of(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration END_MAX = ConsumerGroupMember.CLOSE_TIMEOUT.plusMillis(500);

    private final Map<String, Object> settings;
    private final String topic;
    private final Consumer<PartitionFeed> assigned;
    private final CircuitBreaker breaker;
    private final SupervisedLoop loop;
    private volatile @Nullable ConsumerGroupMember member;
    private @Nullable Thread thread;

    /**
     * @param group readers of one group and topic share its partitions
     * @param instance a name by which a restarted process is known, or empty; unique in the group at any one time
     * @param assigned receives each partition assigned to this process, on the reader's thread; must not block
     */
    public TopicReader(
            KafkaConnection bootstrap,
            String topic,
            String group,
            String instance,
            Consumer<PartitionFeed> assigned,
            MeterRegistry meters) {
        this.settings = KafkaClients.member(bootstrap, group, instance);
        this.topic = topic;
        this.assigned = assigned;
        this.breaker = new CircuitBreaker("read", topic, REPLACE, meters);
        this.loop = new SupervisedLoop(breaker, this::read);
    }

    public void start() {
        join();
        thread = Thread.ofPlatform().name("datalab-read-" + topic).start(loop);
    }

    /** Gives the partitions back, so that others can have them at once. */
    @Override
    public void close() {
        loop.close();
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

    /** A member of the group, until it ends; where that was by an error another takes its place. */
    private Duration read() {
        ConsumerGroupMember reading = member;
        long begunNanos = System.nanoTime();
        try {
            (reading == null ? join() : reading).run();
            loop.close();
        } catch (InterruptException | WakeupException e) {
            LOG.atDebug().addKeyValue("topic", topic).log("reader told to stop");
            loop.close();
        } catch (FencedInstanceIdException e) { // its successor is running; they would replace each other endlessly
            LOG.atError().addKeyValue("topic", topic).setCause(e).log("reader ended");
            loop.close();
        } finally {
            member = null;
            if (System.nanoTime() - begunNanos > REPLACE.max().toNanos()) {
                breaker.passed();
            }
        }
        return Duration.ZERO;
    }

    private ConsumerGroupMember join() {
        ConsumerGroupMember joining = new ConsumerGroupMember(new KafkaConsumer<>(settings), topic, assigned, loop);
        member = joining;
        return joining;
    }
}
