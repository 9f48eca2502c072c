package datalab.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.event.Offsets;
import datalab.log.connection.KafkaConnection;
import datalab.log.connection.UnusableConnection;
import datalab.log.topic.TopicKeeping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The log in Apache Kafka, embedded or a cluster: appends, topics and tails. A record is reported as kept only when every
 * in-sync replica has it. Thread-safe between {@link #start} and {@link #close}.
 */
public final class KafkaLog implements EventLog, AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
    /** Kafka's words; it has no exception for it. */
    private static final String NOT_RESOLVED = "No resolvable bootstrap urls";

    private static final Duration OWN_MAX = Duration.ofSeconds(10);

    private final KafkaConnection bootstrap;
    private final TopicKeeping keeping;
    private final Supplier<Optional<String>> writeFailure;
    private final TopicStates topicStates;
    private volatile @Nullable KafkaProducer<String, byte[]> producer;
    private volatile @Nullable KafkaTopics topics;

    public KafkaLog(KafkaConnection bootstrap) {
        this(bootstrap, Optional::empty);
    }

    /** A log that keeps the acknowledged offsets in memory only. */
    public KafkaLog(KafkaConnection bootstrap, Supplier<Optional<String>> writeFailure) {
        this(bootstrap, TopicKeeping.OF_CLUSTER, writeFailure, AcknowledgedOffsets.inMemory());
    }

    /**
     * @param keeping of topics that it makes, and what existing ones must have
     * @param writeFailure called before every append: why the log rejects writes now, such as a disk that is nearly full
     * @param acknowledged remembers what it has acknowledged
     */
    public KafkaLog(
            KafkaConnection bootstrap,
            TopicKeeping keeping,
            Supplier<Optional<String>> writeFailure,
            AcknowledgedOffsets acknowledged) {
        this.bootstrap = bootstrap;
        this.keeping = keeping;
        this.writeFailure = writeFailure;
        this.topicStates = new TopicStates(acknowledged);
    }

    /**
     * Makes the clients; the brokers may still be down. May be called again where it failed.
     *
     * @throws LogUnavailable if the brokers' host names cannot be resolved yet
     * @throws UnusableConnection if the clients cannot be configured with these settings
     */
    public void start() {
        try {
            if (topics == null) {
                topics = new KafkaTopics(bootstrap, keeping);
            }
            if (producer == null) {
                producer = new KafkaProducer<>(KafkaClients.producer(bootstrap));
            }
        } catch (KafkaException e) {
            Throwable cause = rootCause(e);
            String why = "the log cannot be reached at " + bootstrap + ": " + describe(cause);
            throw describe(cause).contains(NOT_RESOLVED) ? new LogUnavailable(why, e) : new UnusableConnection(why, e);
        }
    }

    public KafkaConnection bootstrap() {
        return bootstrap;
    }

    /** The status of its topics, updated by the component that compares them with the store. */
    public TopicStates topicStates() {
        return topicStates;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears everything that the future would
    public void append(NewRecord event, AppendListener done) {
        Optional<AppendResult.Failed> refusal = writeFailure
                .get()
                .map(AppendResult.Failed::new)
                .or(() -> topicStates.refusal(event.topic()).map(why -> new AppendResult.Failed(why, true)));
        if (refusal.isPresent()) {
            done.done(refusal.get());
            return;
        }
        try {
            producer().send(producerRecord(event, null), (metadata, error) -> done.done(outcome(metadata, error)));
        } catch (KafkaException | LogUnavailable | IllegalStateException e) {
            done.done(new AppendResult.Failed(describe(e)));
        }
    }

    /**
     * Creates a topic if missing. An existing one is checked and left as it is, with any number of partitions.
     *
     * @return how many partitions it has
     * @throws LogUnavailable where the brokers do not answer
     * @throws UnfitTopic where an existing one would lose events, or keeps them less safely than it must
     */
    public int ensureTopic(String name, int partitions) {
        return topics().ensure(name, partitions);
    }

    public void ensureCompactedTopic(String name) {
        topics().ensureCompacted(name);
    }

    /** Appends a record to the first partition of a topic that is no stream's; returns when it is kept. */
    public void appendOwn(NewRecord record) {
        try {
            producer().send(producerRecord(record, 0)).get(OWN_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw new LogUnavailable("the log does not take what topics stand at: " + describe(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailable("interrupted while writing to the log", e);
        }
    }

    /** The topics whose names begin so. */
    public List<String> topicsStartingWith(String prefix) {
        return topics().startingWith(prefix);
    }

    /** Deletes topics with all their records. */
    public void deleteTopics(List<String> names) {
        topics().delete(names);
    }

    /** The offset after the last record, by partition. */
    public Offsets ends(String topic) {
        return placed(topic, topics().ends(topic));
    }

    /** The offset of the first record still held, by partition. */
    public Offsets beginnings(String topic) {
        return placed(topic, topics().beginnings(topic));
    }

    /** Follows topics that exist. What is appended after this returns will be polled. */
    public LogTail tail(Collection<String> topicNames) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topicNames) {
            for (int partition : ends(topic).byPartition().keySet()) {
                partitions.add(new TopicPartition(topic, partition));
            }
        }
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(KafkaClients.consumer(bootstrap));
        try {
            KafkaTail.seekToEnd(consumer, partitions);
            return new KafkaTail(consumer, topicStates);
        } catch (KafkaException e) {
            new KafkaTail(consumer, topicStates).close();
            throw new LogUnavailable("the log does not answer: " + describe(e), e);
        }
    }

    /**
     * Reads parts of partitions once more. Hands over each record of them; answers whether the log held all of them and gave
     * them in time.
     */
    public boolean read(Collection<PartitionRange> ranges, Consumer<LogRecord> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(KafkaClients.consumer(bootstrap))) {
            return new KafkaRange(consumer, topicStates).read(ranges, each);
        } catch (KafkaException e) {
            throw new LogUnavailable("the log does not answer: " + describe(e), e);
        }
    }

    /** Throws {@link LogUnavailable} where the log could not take an event now. */
    public void check() {
        Optional<String> refusal = writeFailure.get();
        if (refusal.isPresent()) {
            throw new LogUnavailable(refusal.get(), new IllegalStateException(refusal.get()));
        }
        topics().check();
    }

    /** Waits briefly for appends in flight; what is not acknowledged by then is reported as failed. */
    @Override
    public void close() {
        KafkaProducer<String, byte[]> appending = producer;
        if (appending != null) {
            appending.close(CLOSE_TIMEOUT);
        }
        KafkaTopics asking = topics;
        if (asking != null) {
            asking.close();
        }
    }

    private Offsets placed(String topic, Offsets inLog) {
        return Offsets.of(
                inLog.byPartition().entrySet(),
                Map.Entry::getKey,
                partition -> partition.getValue() + topicStates.base(topic, partition.getKey()));
    }

    private static Throwable rootCause(Throwable e) {
        return e.getCause() == null ? e : rootCause(e.getCause());
    }

    public static String describe(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private AppendResult outcome(@Nullable RecordMetadata metadata, @Nullable Exception error) {
        if (error != null || metadata == null) {
            return new AppendResult.Failed(error == null ? "no answer" : describe(error));
        }
        Instant timestamp = Instant.ofEpochMilli(metadata.timestamp());
        return topicStates.kept(metadata.topic(), metadata.partition(), metadata.offset(), timestamp);
    }

    private static ProducerRecord<String, byte[]> producerRecord(NewRecord event, @Nullable Integer partition) {
        List<Header> headers = new ArrayList<>(event.headers().size());
        event.headers().forEach((name, text) -> headers.add(new RecordHeader(name, text.getBytes(UTF_8))));
        long timestamp = event.timestamp().toEpochMilli();
        return new ProducerRecord<>(event.topic(), partition, timestamp, event.key(), event.value(), headers);
    }

    private KafkaProducer<String, byte[]> producer() {
        return Objects.requireNonNullElseGet(producer, () -> {
            throw notYet();
        });
    }

    private KafkaTopics topics() {
        return Objects.requireNonNullElseGet(topics, () -> {
            throw notYet();
        });
    }

    private static LogUnavailable notYet() {
        return new LogUnavailable("Kafka has not answered yet", new IllegalStateException("not started"));
    }
}
