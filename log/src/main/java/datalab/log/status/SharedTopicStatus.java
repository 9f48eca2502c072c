package datalab.log.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.log.KafkaClients;
import datalab.log.KafkaLog;
import datalab.log.LogUnavailable;
import datalab.log.LostRecordsReport;
import datalab.log.NewRecord;
import datalab.log.TopicStates;
import datalab.log.TopicStatus;
import datalab.log.Topics;
import datalab.log.UnfitTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A compacted topic through which processes share the status of topics: those with a store publish the status of each
 * topic, those without report acknowledged records that are missing. The last record of a key counts; the status is in
 * its headers, and why a topic rejects writes is its value. Thread-safe; throws {@link LogUnavailable} where the log does
 * not answer in a few seconds.
 */
public final class SharedTopicStatus {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.TOPIC_STATUS, 0);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final byte[] NOTHING = {};
    private static final String ID = "topic_id";
    private static final String START = "start_";
    private static final String LOST = "lost";

    private final KafkaLog log;
    private final LogInspector states;
    private Said said = Said.NOTHING;
    private @Nullable Version read;

    /** All that the topic says, by topic and as it comes. */
    public record Said(Map<String, TopicStatus> statuses, List<LostRecordsReport> lost) {
        static final Said NOTHING = new Said(Map.of(), List.of());

        public Said {
            statuses = Map.copyOf(statuses);
            lost = List.copyOf(lost);
        }
    }

    /** What was read, so that it is read again only where there is more. */
    private record Version(String id, long end) {}

    public SharedTopicStatus(KafkaLog log, LogInspector states) {
        this.log = log;
        this.states = states;
    }

    public synchronized Said read() {
        TopicSnapshot now = states.of(List.of(Topics.TOPIC_STATUS)).get(Topics.TOPIC_STATUS);
        TopicSnapshot.Span span = now == null ? null : now.partitions().get(PARTITION.partition());
        if (now == null || span == null) {
            return Said.NOTHING;
        }
        Version version = new Version(now.id(), span.end());
        if (!version.equals(read)) {
            said = readAll(span);
            read = version;
        }
        return said;
    }

    /** Publishes the status of some topics; returns when the log has it. */
    public void writeStatuses(Map<String, TopicStatus> statuses) {
        append(statuses.entrySet().stream()
                .map(one -> record(one.getKey(), one.getValue()))
                .toList());
    }

    /** Publishes that records are lost; returns when the log has it. */
    public void writeLost(Collection<LostRecordsReport> lost) {
        append(lost.stream().map(SharedTopicStatus::record).toList());
    }

    private void append(List<NewRecord> records) {
        if (!records.isEmpty()) {
            try {
                log.ensureCompactedTopic(Topics.TOPIC_STATUS);
            } catch (UnfitTopic e) {
                throw e.forNow();
            }
            records.forEach(log::appendOwn);
        }
    }

    private Said readAll(TopicSnapshot.Span span) {
        Map<String, TopicStatus> statuses = new HashMap<>();
        Map<String, LostRecordsReport> lost = new HashMap<>();
        long until = System.nanoTime() + ANSWER_MAX.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(KafkaClients.consumer(log.bootstrap()))) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, span.first());
            while (consumer.position(PARTITION) < span.end()) {
                consumer.poll(POLL).forEach(record -> read(record, statuses, lost));
                if (System.nanoTime() > until) {
                    throw new LogUnavailable(
                            "the log did not give " + PARTITION + " within " + ANSWER_MAX.toSeconds() + " s",
                            new IllegalStateException("at " + consumer.position(PARTITION) + " of " + span));
                }
            }
        } catch (KafkaException e) {
            throw new LogUnavailable("the log does not answer: " + KafkaLog.describe(e), e);
        }
        return new Said(statuses, List.copyOf(lost.values()));
    }

    private static void read(
            ConsumerRecord<byte[], byte[]> record,
            Map<String, TopicStatus> statuses,
            Map<String, LostRecordsReport> lost) {
        String key = new String(record.key(), UTF_8);
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        String told = headers.get(LOST);
        if (told == null) {
            String refusal = new String(record.value(), UTF_8);
            statuses.put(key, topicStatus(headers, refusal.isEmpty() ? null : refusal));
        } else {
            long[] numbers = numbers(told);
            int slash = key.lastIndexOf('/');
            int partition = Integer.parseInt(key.substring(slash + 1));
            lost.put(key, new LostRecordsReport(key.substring(0, slash), partition, (int) numbers[0], numbers[1]));
        }
    }

    private static NewRecord record(LostRecordsReport lost) {
        String told = lost.log() + " " + lost.acknowledged();
        String key = lost.topic() + "/" + lost.partition();
        return new NewRecord(Topics.TOPIC_STATUS, key, NOTHING, Instant.now(), Map.of(LOST, told));
    }

    private static NewRecord record(String topic, TopicStatus topicStatus) {
        Map<String, String> headers = new HashMap<>();
        if (topicStatus.id() != null) {
            headers.put(ID, topicStatus.id());
        }
        topicStatus
                .starts()
                .forEach((partition, start) -> headers.put(START + partition, start.log() + " " + start.base()));
        String refusal = Objects.requireNonNullElse(topicStatus.refusal(), "");
        return new NewRecord(Topics.TOPIC_STATUS, topic, refusal.getBytes(UTF_8), Instant.now(), headers);
    }

    private static TopicStatus topicStatus(Map<String, String> headers, @Nullable String refusal) {
        Map<Integer, TopicStates.Start> starts = new HashMap<>();
        headers.forEach((name, text) -> {
            if (name.startsWith(START)) {
                long[] numbers = numbers(text);
                starts.put(
                        Integer.valueOf(name.substring(START.length())),
                        new TopicStates.Start((int) numbers[0], numbers[1]));
            }
        });
        return new TopicStatus(headers.get(ID), refusal, starts);
    }

    private static long[] numbers(String text) {
        return Stream.of(text.split(" ", 2)).mapToLong(Long::parseLong).toArray();
    }
}
