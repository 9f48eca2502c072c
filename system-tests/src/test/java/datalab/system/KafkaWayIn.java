package datalab.system;

import datalab.log.connection.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A program that writes to the stream's topic itself. It waits for a broker that is away. */
final class KafkaWayIn implements WayIn {
    static final String TOPIC = "users.users";

    private final Producer<String, String> producer;
    private final @Nullable Random anywhere;

    /** @param anywhere chooses the partition, as a client does that knows no keys or hashes them differently; null for Kafka's */
    KafkaWayIn(KafkaConnection kafka, @Nullable Random anywhere) {
        Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "500");
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        this.anywhere = anywhere;
    }

    @Override
    public int atOnce() {
        return 10;
    }

    @Override
    public Told send(List<SentUser> users) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (SentUser user : users) {
            Integer partition = anywhere == null
                    ? null
                    : (Integer) anywhere.nextInt(producer.partitionsFor(TOPIC).size());
            sent.add(producer.send(new ProducerRecord<>(TOPIC, partition, "" + user.id(), user.json())));
        }
        producer.flush();
        try {
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
            return Told.KEPT;
        } catch (ExecutionException e) {
            return Told.NOTHING;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
