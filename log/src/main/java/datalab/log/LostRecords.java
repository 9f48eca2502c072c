package datalab.log;

/**
 * That a log does not hold any more what it has acknowledged, or has given the place of such a record to another.
 *
 * @param log which one of the partition's, see {@link OffsetBases#logOf}
 * @param acknowledged one after the last record that was acknowledged, in Kafka's own offsets
 */
public record LostRecords(String topic, int partition, int log, long acknowledged) {

    /** Whether it says all that another one says. */
    public boolean covers(LostRecords other) {
        return topic.equals(other.topic)
                && partition == other.partition
                && log == other.log
                && acknowledged >= other.acknowledged;
    }
}
