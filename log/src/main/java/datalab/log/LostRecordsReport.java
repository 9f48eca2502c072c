package datalab.log;

/**
 * A report that a log no longer holds records it has acknowledged, or has reused the offset of one.
 *
 * @param log which one of the partition's, see {@link TopicStates#logOf}
 * @param acknowledged one after the last record that was acknowledged, in Kafka's own offsets
 */
public record LostRecordsReport(String topic, int partition, int log, long acknowledged) {

    /** Whether it says all that another one says. */
    public boolean covers(LostRecordsReport other) {
        return topic.equals(other.topic)
                && partition == other.partition
                && log == other.log
                && acknowledged >= other.acknowledged;
    }
}
