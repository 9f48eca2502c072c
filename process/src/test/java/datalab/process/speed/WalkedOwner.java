package datalab.process.speed;

import datalab.lab.stream.EventStream;
import datalab.log.LogRecord;
import java.util.List;
import java.util.Random;

/** A process that believes it owns a partition; where somebody else has moved it on, it begins again, and may leave. */
final class WalkedOwner extends Interleaving.Walker {
    private final WalkedPartition partition;
    private final Random chance;

    WalkedOwner(EventStream stream, int number, BrokenStore store, List<LogRecord> log, Random chance) {
        PartitionCommitter committer = new PartitionCommitter(
                stream, number, store, store.writer(), new EventStepBuilder(stream, store, store, store, number));
        this.partition = new WalkedPartition(committer, log, chance);
        this.chance = chance;
    }

    @Override
    boolean step() {
        if (partition.step()) {
            return true;
        }
        partition.begin();
        return chance.nextBoolean();
    }
}
