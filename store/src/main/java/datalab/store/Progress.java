package datalab.store;

import org.jspecify.annotations.Nullable;

/**
 * How far one partition of a stream has been processed, and what came of it.
 *
 * @param nextOffset the offset at which processing goes on
 * @param accepted events archived since the beginning; likewise rejected and duplicate
 * @param alarm why the partition has stopped and waits for a person; null while all is well
 */
public record Progress(
        int partition,
        long nextOffset,
        long epoch,
        long accepted,
        long rejected,
        long duplicates,
        @Nullable String alarm) {}
