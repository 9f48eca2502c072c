package datalab.log;

/**
 * A range of offsets in one partition of a topic.
 *
 * @param from the first offset
 * @param until the offset after the last
 */
public record PartitionRange(String topic, int partition, long from, long until) {}
