package datalab.process.speed;

import datalab.log.LogRecord;
import java.util.List;
import java.util.Random;

/** A partition as a process moves it on that believes it is its own, a few records of the log at a time. */
final class WalkedPartition {
    private static final int RECORDS_MAX = 4;

    private final PartitionCommitter partition;
    private final List<LogRecord> log;
    private final Random chance;
    private long next;

    WalkedPartition(PartitionCommitter partition, List<LogRecord> log, Random chance) {
        this.partition = partition;
        this.log = log;
        this.chance = chance;
        begin();
    }

    void begin() {
        next = partition.begin().nextOffset();
    }

    /** False where somebody else has moved it on, so that this process has to begin again. */
    boolean step() {
        if (next >= log.size()) {
            return true;
        }
        int from = Math.toIntExact(next);
        int to = Math.min(log.size(), from + 1 + chance.nextInt(RECORDS_MAX));
        if (partition.step(List.copyOf(log.subList(from, to)), to)
                instanceof PartitionCommitter.Outcome.Committed(var commit)) {
            next = commit.nextOffset();
            return true;
        }
        return false;
    }
}
