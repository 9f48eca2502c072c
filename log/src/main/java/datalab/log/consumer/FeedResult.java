package datalab.log.consumer;

import datalab.log.LogRecord;
import java.util.List;

/** The result of a read from a {@link PartitionFeed}: records, a gap or a revocation. */
public sealed interface FeedResult {

    /**
     * Records in the order of the log; offsets may have holes. Empty when none came in time.
     *
     * @param next where to go on after them: one after the last, or further where the log has nothing for readers there, such as
     *     a transaction that was given up
     */
    record Records(List<LogRecord> records, long next) implements FeedResult {}

    /**
     * The log does not hold the offset at which the owner wants to go on: retention took it, or the store or the log was
     * restored from another time. Only an operator can decide how to go on. Offsets are the log's own.
     *
     * @param wanted where the owner would go on
     * @param first the first offset the log holds
     * @param end one after the last offset the log holds
     */
    record Gap(long wanted, long first, long end) implements FeedResult {}

    /** The partition is no longer this process's. Nothing more will come. */
    record Revoked() implements FeedResult {}
}
