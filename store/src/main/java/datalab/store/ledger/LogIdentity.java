package datalab.store.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The recorded identity of a partition's log, by which a replaced or truncated topic is recognized. Offsets here are the
 * log's own. A place, as archive, progress and readers know it, is an offset plus {@code base}: so places stay unique where
 * a log begins anew.
 *
 * @param number which log it is, as the partition's processing has it: one more each time it has gone on after a gap
 * @param id the topic's; null if not checked yet
 * @param epoch of the leader that wrote the last record that was processed; -1 where that is not known
 * @param end one after the last record that the log was seen to hold
 * @param gap where processing would go on, while the log is not the one that was read; null while all is well
 */
public record LogIdentity(
        int number,
        @Nullable String id,
        long base,
        int epoch,
        long end,
        @Nullable Long gap) {
    public static final int UNKNOWN_EPOCH = -1;

    /** The identity of a log that was not checked yet. */
    public static final LogIdentity NONE = new LogIdentity(0, null, 0, UNKNOWN_EPOCH, 0, null);
}
