package datalab.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.Coordinate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private final Bootstrap bootstrap;
    private final Supplier<Optional<String>> trouble;
    private @Nullable KafkaProducer<String, byte[]> producer;
    private @Nullable KafkaTopics topics;

    public KafkaLog(Bootstrap bootstrap) {
        this(bootstrap, Optional::empty);
    }

    /**
     * @param trouble asked before every append: why the log can take nothing now, such as a disk that is nearly full
     */
    public KafkaLog(Bootstrap bootstrap, Supplier<Optional<String>> trouble) {
        this.bootstrap = bootstrap;
        this.trouble = trouble;
    }

    /** Makes the clients; the brokers may still be down. */
    public void start() {
        producer = new KafkaProducer<>(KafkaClients.producer(bootstrap));
        topics = new KafkaTopics(bootstrap);
    }

    public Bootstrap bootstrap() {
        return bootstrap;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears everything that the future would
    public void append(NewRecord event, AppendListener done) {
        Optional<String> refusal = trouble.get();
        if (refusal.isPresent()) {
            done.done(new Appended.Failed(refusal.get()));
            return;
        }
        try {
            producer().send(producerRecord(event), (metadata, error) -> done.done(outcome(metadata, error)));
        } catch (KafkaException | IllegalStateException e) {
            done.done(new Appended.Failed(describe(e)));
        }
    }

    /**
     * Makes a topic where there is none. One that exists is taken as it is, whatever its partitions.
     *
     * @return how many partitions it has
     * @throws LogUnavailable where the brokers do not answer
     */
    public int ensureTopic(String name, int partitions) {
        return topics().ensure(name, partitions);
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
    public Map<Integer, Long> ends(String topic) {
        return topics().ends(topic);
    }

    /** The offset of the first record still held, by partition. */
    public Map<Integer, Long> beginnings(String topic) {
        return topics().beginnings(topic);
    }

    /** Follows topics that exist. What is appended after this returns will be polled. */
    public LogTail tail(Collection<String> topicNames) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topicNames) {
            for (int partition : ends(topic).keySet()) {
                partitions.add(new TopicPartition(topic, partition));
            }
        }
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(KafkaClients.consumer(bootstrap));
        try {
            KafkaTail.seekToEnd(consumer, partitions);
            return new KafkaTail(consumer);
        } catch (KafkaException e) {
            new KafkaTail(consumer).close();
            throw new LogUnavailable("the log does not answer: " + describe(e), e);
        }
    }

    /**
     * Reads parts of partitions once more. Hands over each record of them; answers whether the log held all of them and gave
     * them in time.
     */
    public boolean read(Collection<PartitionRange> ranges, Consumer<LogRecord> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(KafkaClients.consumer(bootstrap))) {
            return new KafkaRange(consumer).read(ranges, each);
        } catch (KafkaException e) {
            throw new LogUnavailable("the log does not answer: " + describe(e), e);
        }
    }

    /** Throws {@link LogUnavailable} where the log could not take an event now. */
    public void check() {
        Optional<String> refusal = trouble.get();
        if (refusal.isPresent()) {
            throw new LogUnavailable(refusal.get(), new IllegalStateException(refusal.get()));
        }
        topics().check();
    }

    /** Waits a little for what is under way; what is not acknowledged by then is reported as failed. */
    @Override
    public void close() {
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
        }
        if (topics != null) {
            topics.close();
        }
    }

    static String describe(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static Appended outcome(@Nullable RecordMetadata metadata, @Nullable Exception error) {
        if (error != null || metadata == null) {
            return new Appended.Failed(error == null ? "no answer" : describe(error));
        }
        return new Appended.Kept(
                new Coordinate(metadata.partition(), metadata.offset()), Instant.ofEpochMilli(metadata.timestamp()));
    }

    private static ProducerRecord<String, byte[]> producerRecord(NewRecord event) {
        List<Header> headers = new ArrayList<>(event.headers().size());
        event.headers().forEach((name, text) -> headers.add(new RecordHeader(name, text.getBytes(UTF_8))));
        long timestamp = event.timestamp().toEpochMilli();
        return new ProducerRecord<>(event.topic(), null, timestamp, event.key(), event.value(), headers);
    }

    private KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            throw new IllegalStateException("the log has not been started");
        }
        return producer;
    }

    private KafkaTopics topics() {
        if (topics == null) {
            throw new IllegalStateException("the log has not been started");
        }
        return topics;
    }
}
