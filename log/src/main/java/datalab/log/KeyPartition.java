package datalab.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;

/** In which partition of a topic the log puts the records of a key. */
public final class KeyPartition {
    private KeyPartition() {}

    /** As Kafka's producers do it that are not told otherwise. */
    public static int of(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions;
    }
}
