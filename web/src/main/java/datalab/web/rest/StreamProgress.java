package datalab.web.rest;

import datalab.lab.event.Offsets;
import datalab.store.ledger.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a stream has been processed.
 *
 * @param rejected what was refused by ingest, and by the speed layer
 */
record StreamProgress(long accepted, long rejected, long duplicates, List<Partition> partitions) {
    static final StreamProgress NONE = new StreamProgress(0, 0, 0, List.of());

    /**
     * One partition of it.
     *
     * @param endOffset one after the last record; null where the log does not say
     * @param gap whether the log is not the one that was read: then the lag is unknown
     */
    record Partition(
            int number,
            long nextOffset,
            @Nullable Long endOffset,
            long epoch,
            @Nullable String alarm,
            boolean gap) {}

    /** @param ends no partition where the log does not answer */
    static StreamProgress of(List<Progress> progress, long rejected, Offsets ends) {
        Map<Integer, Partition> partitions = new TreeMap<>();
        ends.byPartition()
                .forEach((number, end) -> partitions.put(number, new Partition(number, 0, end, 0, null, false)));
        for (Progress one : progress) {
            Partition partition = new Partition(
                    one.partition(),
                    one.nextOffset(),
                    ends.byPartition().get(one.partition()),
                    one.epoch(),
                    one.alarm(),
                    one.log().gap() != null);
            partitions.put(one.partition(), partition);
        }
        return new StreamProgress(
                progress.stream().mapToLong(Progress::accepted).sum(),
                rejected,
                progress.stream().mapToLong(Progress::duplicates).sum(),
                new ArrayList<>(partitions.values()));
    }

    /** How many records have been processed, with any result. */
    long taken() {
        return partitions.stream().mapToLong(Partition::nextOffset).sum();
    }

    Offsets nextOffsets() {
        return Offsets.of(partitions, Partition::number, Partition::nextOffset);
    }

    /** How many records wait in the log; null where the log does not say, or is not the one that was read. */
    @Nullable
    Long lag() {
        long lag = 0;
        for (Partition partition : partitions) {
            if (partition.endOffset() == null || partition.gap()) {
                return null;
            }
            lag += Math.max(0, partition.endOffset() - partition.nextOffset());
        }
        return lag;
    }

    /** Why a partition has stopped; null while none has. */
    @Nullable
    String alarm() {
        return partitions.stream()
                .map(Partition::alarm)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
