package datalab.process.meet;

import datalab.lab.event.Event;
import datalab.store.ledger.Progress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** One offset per partition of a stream: the events before it are below the vector. Immutable. */
public record OffsetVector(Map<Integer, Long> offsets) {
    public OffsetVector {
        offsets = Map.copyOf(offsets);
    }

    public static OffsetVector of(Collection<Progress> progress) {
        Map<Integer, Long> offsets = new HashMap<>();
        progress.forEach(one -> offsets.put(one.partition(), one.nextOffset()));
        return new OffsetVector(offsets);
    }

    /** Where a partition is cut; at its beginning where the line does not name it. */
    public long of(int partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    public boolean isAbove(Event event) {
        return event.at().offset() < of(event.at().partition());
    }

    /** How many offsets lie between this line and a later one. */
    public long to(OffsetVector later) {
        return later.offsets.entrySet().stream()
                .mapToLong(partition -> Math.max(0, partition.getValue() - of(partition.getKey())))
                .sum();
    }
}
