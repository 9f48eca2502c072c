package datalab.ingest.door;

import datalab.ingest.door.IngestBatchResult.LineError;
import datalab.ingest.door.IngestResult.Rejected;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Counts rejects and retains those with the lowest line numbers, independent of the order of calls. Thread-safe. */
final class LineErrors {
    private static final Comparator<LineError> BY_LINE = Comparator.comparingLong(LineError::line);

    private final PriorityQueue<LineError> lowest = new PriorityQueue<>(BY_LINE.reversed());
    private long count;

    synchronized void add(long line, Rejected why) {
        count++;
        lowest.add(new LineError(line, why));
        if (lowest.size() > IngestBatchResult.ERRORS_MAX) {
            lowest.remove();
        }
    }

    /** Counts rejects beyond the number that is reported individually. */
    synchronized void addMany(long more) {
        count += more;
    }

    synchronized long count() {
        return count;
    }

    synchronized List<LineError> first() {
        return lowest.stream().sorted(BY_LINE).toList();
    }
}
