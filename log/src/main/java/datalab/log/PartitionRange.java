package datalab.log;

/**
 * A part of one partition of a topic.
 *
 * @param from the first offset
 * @param until beyond the last offset
 */
public record PartitionRange(String topic, int partition, long from, long until) {}
