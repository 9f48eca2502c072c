package datalab.log.status;

import java.util.Map;

/**
 * A topic's current id and the offsets of its partitions.
 *
 * @param id Kafka's own: a topic that was deleted and made anew has another
 */
public record TopicSnapshot(String id, Map<Integer, Span> partitions) {
    public TopicSnapshot {
        partitions = Map.copyOf(partitions);
    }

    /**
     * What one partition holds, in Kafka's own offsets.
     *
     * @param first the offset of the first record still held
     * @param end one after the last
     * @param epoch how often the partition has changed its leader: it never falls in one log
     */
    public record Span(long first, long end, int epoch) {}
}
