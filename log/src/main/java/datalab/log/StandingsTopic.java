package datalab.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How topics stand, in a compacted topic of their brokers: processes that ask the store write it, and processes that have none
 * read it. The last record of a topic counts: its value is the refusal, its headers have the rest. Thread-safe; throws {@link
 * LogUnavailable} where the log does not answer in a few seconds.
 */
public final class StandingsTopic {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.STANDINGS, 0);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final String ID = "topic_id";
    private static final String START = "start_";

    private final KafkaLog log;
    private final LogStates states;
    private Map<String, TopicStanding> standings = Map.of();
    private @Nullable Version read;

    /** What was read, so that it is read again only where there is more. */
    private record Version(String id, long end) {}

    public StandingsTopic(KafkaLog log, LogStates states) {
        this.log = log;
        this.states = states;
    }

    /** What was written last of each topic. */
    public synchronized Map<String, TopicStanding> read() {
        TopicState now = states.of(List.of(Topics.STANDINGS)).get(Topics.STANDINGS);
        TopicState.Span span = now == null ? null : now.partitions().get(PARTITION.partition());
        if (now == null || span == null) {
            return Map.of();
        }
        Version version = new Version(now.id(), span.end());
        if (!version.equals(read)) {
            standings = readAll(span);
            read = version;
        }
        return standings;
    }

    /** Returns when the log has them. */
    public void write(Map<String, TopicStanding> changed) {
        if (!changed.isEmpty()) {
            log.ensureCompactedTopic(Topics.STANDINGS);
            changed.forEach((topic, standing) -> log.appendOwn(record(topic, standing)));
        }
    }

    private Map<String, TopicStanding> readAll(TopicState.Span span) {
        Map<String, TopicStanding> found = new HashMap<>();
        long until = System.nanoTime() + ANSWER_MAX.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(KafkaClients.consumer(log.bootstrap()))) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, span.first());
            while (consumer.position(PARTITION) < span.end()) {
                consumer.poll(POLL).forEach(record -> found.put(new String(record.key(), UTF_8), standing(record)));
                if (System.nanoTime() > until) {
                    throw new LogUnavailable(
                            "the log did not give " + PARTITION + " within " + ANSWER_MAX.toSeconds() + " s",
                            new IllegalStateException("at " + consumer.position(PARTITION) + " of " + span));
                }
            }
        } catch (KafkaException e) {
            throw new LogUnavailable("the log does not answer: " + KafkaLog.describe(e), e);
        }
        return Map.copyOf(found);
    }

    private static NewRecord record(String topic, TopicStanding standing) {
        Map<String, String> headers = new HashMap<>();
        if (standing.id() != null) {
            headers.put(ID, standing.id());
        }
        standing.starts()
                .forEach((partition, start) -> headers.put(START + partition, start.log() + " " + start.base()));
        String refusal = Objects.requireNonNullElse(standing.refusal(), "");
        return new NewRecord(Topics.STANDINGS, topic, refusal.getBytes(UTF_8), Instant.now(), headers);
    }

    private static TopicStanding standing(ConsumerRecord<byte[], byte[]> record) {
        Map<Integer, LogPlaces.Start> starts = new HashMap<>();
        String[] id = {null};
        record.headers().forEach(header -> {
            String text = new String(header.value(), UTF_8);
            if (header.key().startsWith(START)) {
                String[] start = text.split(" ", 2);
                starts.put(
                        Integer.valueOf(header.key().substring(START.length())),
                        new LogPlaces.Start(Integer.parseInt(start[0]), Long.parseLong(start[1])));
            } else if (header.key().equals(ID)) {
                id[0] = text;
            }
        });
        String refusal = new String(record.value(), UTF_8);
        return new TopicStanding(id[0], refusal.isEmpty() ? null : refusal, starts);
    }
}
