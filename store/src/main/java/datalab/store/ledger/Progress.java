package datalab.store.ledger;

import datalab.lab.event.Offsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The processing state of one partition of a stream: the next offset, the epoch, counts and any alarm.
 *
 * @param nextOffset the offset at which processing goes on
 * @param accepted events archived since the beginning; rejected and duplicate are counted the same way
 * @param alarm why the partition has stopped and waits for an operator; null while all is well
 * @param log what is noted of the log that it was read from
 * @param token how often it was taken over to write to an archive on another server; steps compare it
 */
public record Progress(
        int partition,
        long nextOffset,
        long epoch,
        long accepted,
        long rejected,
        long duplicates,
        @Nullable String alarm,
        LogIdentity log,
        long token) {

    /** Without a log that was checked, and without a token. */
    public Progress(
            int partition,
            long nextOffset,
            long epoch,
            long accepted,
            long rejected,
            long duplicates,
            @Nullable String alarm) {
        this(partition, nextOffset, epoch, accepted, rejected, duplicates, alarm, LogIdentity.NONE, 0);
    }

    /** Where processing goes on in each of some partitions. */
    public static Offsets offsets(Collection<Progress> partitions) {
        return Offsets.of(partitions, Progress::partition, Progress::nextOffset);
    }

    /** Where processing goes on, as an offset of the log's own. */
    public long nextInLog() {
        return nextOffset - log.base();
    }
}
