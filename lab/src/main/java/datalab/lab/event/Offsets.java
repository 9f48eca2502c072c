package datalab.lab.event;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * An offset for each partition of a stream: events before it are covered. A partition that is not named is at its beginning.
 * They come in the order of partitions, the same in each process. Immutable.
 */
public record Offsets(Map<Integer, Long> byPartition) {
    public static final Offsets NONE = new Offsets(Map.of());

    public Offsets {
        byPartition = Collections.unmodifiableMap(new TreeMap<>(byPartition));
    }

    /** Those of some things that each know a partition and its offset. */
    public static <T> Offsets of(Collection<T> each, ToIntFunction<T> partition, ToLongFunction<T> offset) {
        Map<Integer, Long> offsets = new HashMap<>();
        each.forEach(one -> offsets.put(partition.applyAsInt(one), offset.applyAsLong(one)));
        return new Offsets(offsets);
    }

    /** That of one partition. */
    public long of(int partition) {
        return byPartition.getOrDefault(partition, 0L);
    }

    public boolean covers(Coordinate at) {
        return at.offset() < of(at.partition());
    }

    /** Whether no partition of the others is further. */
    public boolean covers(Offsets others) {
        return others.lagOf(this) == 0;
    }

    /** The further one of each partition. */
    public Offsets merge(Offsets other) {
        Map<Integer, Long> merged = new HashMap<>(byPartition);
        other.byPartition.forEach((partition, offset) -> merged.merge(partition, offset, Math::max));
        return new Offsets(merged);
    }

    public Offsets with(int partition, long offset) {
        Map<Integer, Long> changed = new HashMap<>(byPartition);
        changed.put(partition, offset);
        return new Offsets(changed);
    }

    /** The same, but right after the last of these in each of their partitions. */
    public Offsets after(Collection<Coordinate> read) {
        Map<Integer, Long> changed = new HashMap<>(byPartition);
        read.forEach(at -> changed.put(at.partition(), at.offset() + 1));
        return new Offsets(changed);
    }

    /** By how many offsets the other lies behind this one; partitions in which it is further do not count. */
    public long lagOf(Offsets other) {
        return byPartition.entrySet().stream()
                .mapToLong(partition -> Math.max(0, partition.getValue() - other.of(partition.getKey())))
                .sum();
    }

    /** The sum of all. */
    public long total() {
        return byPartition.values().stream().mapToLong(Long::longValue).sum();
    }
}
