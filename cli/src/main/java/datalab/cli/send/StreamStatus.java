package datalab.cli.send;

import datalab.lab.stream.PositionFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream is, and how far it has been processed.
 *
 * @param position which fields say where its events happened; null where none do
 * @param unique whether an event that is there already changes nothing
 */
record StreamStatus(
        long accepted,
        long rejected,
        long duplicates,
        List<Partition> partitions,
        @Nullable PositionFields position,
        boolean unique) {
    StreamStatus {
        partitions = List.copyOf(partitions);
    }

    /**
     * @param endOffset where the next record of the log will be; null while the log does not say
     * @param alarm why processing has stopped; empty while all is well
     */
    record Partition(int number, long nextOffset, @Nullable Long endOffset, String alarm) {}
}
