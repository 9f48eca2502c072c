package datalab.process.speed;

import datalab.log.connection.KafkaConnection;

/**
 * The settings of the speed layer: consumer group, step size and concurrency.
 *
 * @param connection the log's brokers
 * @param group processes of one group share the partitions
 * @param instance a name by which this process is known after a restart, or empty; unique in the group
 * @param stepRecordsMax the most records of one commit
 * @param stepBytesMax the most bytes of one commit, but for a single large record
 * @param stepsMax the most partitions that are worked on at a time; the store should have as many connections for writing
 */
public record SpeedSettings(
        KafkaConnection connection,
        String group,
        String instance,
        int stepRecordsMax,
        long stepBytesMax,
        int stepsMax) {

    public SpeedSettings {
        if (stepRecordsMax < 1 || stepBytesMax < 1 || stepsMax < 1) {
            throw new IllegalArgumentException(
                    "bounds must be 1 or more, got " + stepRecordsMax + ", " + stepBytesMax + " and " + stepsMax);
        }
    }

    /** With the defaults for everything that is not a name. */
    public static SpeedSettings of(KafkaConnection connection, String group, String instance) {
        return new SpeedSettings(connection, group, instance, 10_000, 4L << 20, 4);
    }
}
