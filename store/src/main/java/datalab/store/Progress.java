package datalab.store;

/**
 * How far one partition of a stream has been processed, and what came of it.
 *
 * @param nextOffset the offset at which processing goes on
 * @param accepted events archived since the beginning; likewise rejected and duplicate
 */
public record Progress(int partition, long nextOffset, long epoch, long accepted, long rejected, long duplicates) {}
