package datalab.lab.aggregate.pick;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The data retained of one picked event: its values, time and place in the log. Immutable by agreement; ordered by event
 * time, then by place in the log.
 *
 * @param byOrNull the value it was picked by; null where time alone decides
 */
@SuppressWarnings("ArrayRecordComponent") // hot path; instances are never compared
record Pick(@Nullable Object byOrNull, @Nullable Object[] values, Instant time, int partition, long offset)
        implements Comparable<Pick> {

    Object by() {
        return Objects.requireNonNull(byOrNull);
    }

    @Override
    public int compareTo(Pick other) {
        int byTime = time.compareTo(other.time);
        if (byTime != 0) {
            return byTime;
        }
        int byPartition = Integer.compare(partition, other.partition);
        return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
    }
}
