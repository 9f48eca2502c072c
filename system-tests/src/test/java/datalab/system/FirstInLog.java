package datalab.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.event.Coordinate;
import datalab.log.connection.KafkaConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Where in the log each id comes first, in each partition that it comes in.
 *
 * @param names of each id, one for each of its records
 */
record FirstInLog(Map<Integer, Set<Coordinate>> places, Map<Integer, List<String>> names) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads all of a topic that nobody writes to any more. */
    static FirstInLog read(KafkaConnection kafka, String topic) throws IOException {
        Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
        Map<Integer, Set<Coordinate>> places = new HashMap<>();
        Map<Integer, List<String>> names = new HashMap<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            for (TopicPartition partition : partitions(consumer, topic)) {
                Set<Integer> seen = new HashSet<>();
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
                while (consumer.position(partition) < end) {
                    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                        JsonNode user = JSON.readTree(record.value());
                        int id = user.get("id").asInt();
                        names.computeIfAbsent(id, ignored -> new ArrayList<>())
                                .add(user.get("name").asText());
                        if (seen.add(id)) {
                            places.computeIfAbsent(id, ignored -> new HashSet<>())
                                    .add(new Coordinate(record.partition(), record.offset()));
                        }
                    }
                }
            }
        }
        return new FirstInLog(places, names);
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, String> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }
}
