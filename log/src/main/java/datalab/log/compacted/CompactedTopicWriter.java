package datalab.log.compacted;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.log.KafkaClients;
import datalab.log.KafkaLog;
import datalab.log.LogUnavailable;
import datalab.log.connection.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in transactions, under a transactional id: Kafka takes nothing more of the writer that had it before. Owned by
 * one thread; after an exception it can only be closed.
 */
public final class CompactedTopicWriter implements AutoCloseable {
    private static final Duration BLOCK_MAX = Duration.ofSeconds(15);
    /** So long at most are readers of what is committed held up by a process that died in a transaction. */
    private static final Duration TRANSACTION_MAX = Duration.ofSeconds(30);

    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);
    private static final long BUFFER_BYTES_MAX = 16L << 20;
    private static final int BATCH_BYTES_MAX = 128 << 10;
    /** So that a transaction of large records ends in time, too. */
    private static final long TRANSACTION_BYTES_MAX = 16L << 20;
    /** What a record takes beside key and value, compressed or not. */
    private static final int OVERHEAD_BYTES_MAX = 512;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final String transactionalId;
    private final int recordBytesMax;

    private CompactedTopicWriter(
            KafkaProducer<byte[], byte[]> producer, String topic, String transactionalId, int recordBytesMax) {
        this.producer = producer;
        this.topic = topic;
        this.transactionalId = transactionalId;
        this.recordBytesMax = recordBytesMax - OVERHEAD_BYTES_MAX;
    }

    static CompactedTopicWriter open(
            KafkaConnection connection, String topic, String transactionalId, int recordBytesMax) {
        @Nullable CompactedTopicWriter opened = null;
        try {
            opened = new CompactedTopicWriter(
                    new KafkaProducer<>(settings(connection, transactionalId, recordBytesMax)),
                    topic,
                    transactionalId,
                    recordBytesMax);
            opened.producer.initTransactions();
            return opened;
        } catch (KafkaException e) {
            if (opened != null) {
                opened.close();
            }
            throw failure(transactionalId, e);
        }
    }

    /** So many bytes may key and value have together. */
    public int recordBytesMax() {
        return recordBytesMax;
    }

    public boolean fits(KeyedRecord record) {
        return record.bytes() <= recordBytesMax;
    }

    /**
     * Writes records that fit, each of another key, in one transaction, or in several where they are large. When it returns,
     * they are committed.
     *
     * @param headers of each record, texts by name
     * @throws WriterFenced where another writer has taken over
     */
    public void write(List<KeyedRecord> records, Map<String, String> headers) {
        List<Header> all = headers.entrySet().stream()
                .<Header>map(header ->
                        new RecordHeader(header.getKey(), header.getValue().getBytes(UTF_8)))
                .toList();
        try {
            long open = 0;
            for (KeyedRecord record : records) {
                if (open == 0) {
                    producer.beginTransaction();
                }
                send(record, all);
                open += record.bytes();
                if (open >= TRANSACTION_BYTES_MAX) {
                    producer.commitTransaction();
                    open = 0;
                }
            }
            if (open > 0) {
                producer.commitTransaction();
            }
        } catch (KafkaException e) {
            throw failure(transactionalId, e);
        }
    }

    /** A transaction that is under way is aborted, here or when the next writer is opened. */
    @Override
    public void close() {
        producer.close(CLOSE_MAX);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // committing fails where any of them did
    private void send(KeyedRecord record, List<Header> headers) {
        producer.send(new ProducerRecord<>(topic, null, record.key(), record.value(), headers));
    }

    private static Map<String, Object> settings(
            KafkaConnection connection, String transactionalId, int recordBytesMax) {
        Map<String, Object> settings = KafkaClients.producer(connection);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_MAX.toMillis());
        // A cluster's first transaction makes a topic for them.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MAX.toMillis());
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES_MAX);
        // What is sent at once counts as one message to a topic with a limit.
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Math.min(BATCH_BYTES_MAX, recordBytesMax));
        return settings;
    }

    private static RuntimeException failure(String transactionalId, KafkaException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException
                    || cause instanceof InvalidTxnStateException) { // its transaction has been ended by another
                return new WriterFenced(transactionalId, e);
            }
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new LogUnavailable("Kafka does not take records: " + KafkaLog.describe(cause), e);
    }
}
