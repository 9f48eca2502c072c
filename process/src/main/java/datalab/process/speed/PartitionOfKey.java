package datalab.process.speed;

import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Event;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.log.KeyPartition;
import datalab.log.status.LogInspector;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether an event lies in the partition of its key. Owners of several partitions of a stream could not tell repeats of each
 * other's events where no unique index does. Owned by the partition's thread.
 */
interface PartitionOfKey {

    /** A unique index tells repeats in all partitions. */
    PartitionOfKey ANY = event -> Optional.empty();

    /** Why an event is a reject where it is; empty where it is in its place. */
    Optional<Refused> refusal(Event event);

    /** Called first. */
    default void begin() {}

    /** Where Kafka's producers put a key, by the number of partitions that the topic has when the owner begins. */
    final class InTopic implements PartitionOfKey {
        private final EventStream stream;
        private final LogInspector log;
        private final int key;
        private int partitions;

        InTopic(EventStream stream, LogInspector log) {
            this.stream = stream;
            this.log = log;
            this.key = stream.indexOf(Objects.requireNonNull(stream.key(), "a unique stream has a key"));
        }

        @Override
        public void begin() {
            partitions = log.partitions(stream.topic());
        }

        @Override
        public Optional<Refused> refusal(Event event) {
            int home = KeyPartition.of(String.valueOf(event.value(key)), partitions);
            return home == event.at().partition()
                    ? Optional.empty()
                    : Optional.of(new Refused(
                            RejectReason.WRONG_PARTITION,
                            stream.key(),
                            "is in partition " + event.at().partition() + ", the key's is " + home + " of "
                                    + partitions));
        }
    }
}
