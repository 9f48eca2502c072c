package datalab.app.send;

import java.util.List;

/** How far a stream has been processed. */
record StreamStatus(long accepted, long rejected, long duplicates, List<Partition> partitions) {
    StreamStatus {
        partitions = List.copyOf(partitions);
    }

    /**
     * @param endOffset where the next record of the log will be
     * @param alarm why processing has stopped; empty while all is well
     */
    record Partition(int number, long nextOffset, long endOffset, String alarm) {}
}
