package datalab.log;

/**
 * A range of offsets in one partition of a topic.
 *
 * @param from the first place
 * @param until beyond the last place
 */
public record PartitionRange(String topic, int partition, long from, long until) {}
